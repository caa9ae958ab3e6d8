import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonTool } from '../e2e/python.ts';

const command = pythonTool('moto_server');

/** Whether moto's server can be run; suites against it are skipped, and counted as skipped, where it cannot. */
export const hasMoto = command !== null;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
};

export interface Moto {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** Starts moto's server on a free port of 127.0.0.1 and waits until it answers. */
export const startMoto = async (): Promise<Moto> => {
  const port = String(await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(command ?? 'moto_server', ['-H', '127.0.0.1', '-p', port], { stdio: 'ignore' });
  const exited = once(server, 'exit');
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${String(server.exitCode)}`);
    await sleep(100);
  }
  return {
    endpoint,
    close: async () => {
      server.kill('SIGTERM');
      await exited;
    },
  };
};
