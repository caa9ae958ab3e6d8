import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startRuntimeApi, type Ended } from './runtime-api.ts';

/** A function as Lambda would run it: its unpacked zip, AWS's runtime client, and only its own environment. */
export interface LambdaSettings {
  /** The runtime client's file. */
  readonly client: string;
  /** The folder that the zip was unpacked into. */
  readonly folder: string;
  readonly name: string;
  /** As in the template: `functions/guard/handler.handler`. */
  readonly handler: string;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** A minute when absent. */
  readonly timeoutSeconds?: number;
  /** By how much its clock is made to run ahead of the machine's. */
  readonly aheadMs?: number;
}

export interface LambdaFunction {
  readonly invoke: (event: unknown) => Promise<Ended>;
  /** What it wrote so far, both streams. */
  readonly log: () => string;
  /** Its process, by which the system tells what CPU time it used. */
  readonly pid: number;
  /** When the process was started, by `performance.now()`. */
  readonly startedAt: number;
  readonly stop: () => Promise<void>;
}

/** The Node that the functions run on; of the major version that the template names. */
export const lambdaNode = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));

/** What Lambda's runtime tells Node of a function's memory: a tenth of it is for what is young, in two halves. */
const heapFlags = (memorySize: number): readonly string[] => {
  const young = Math.floor(memorySize / 10);
  return [
    `--max-semi-space-size=${String(Math.floor(young / 2))}`,
    `--max-old-space-size=${String(memorySize - young)}`,
  ];
};

/** Starts a function cold. An invocation ends `failed` when its process ends first. */
export const startLambda = async (settings: LambdaSettings): Promise<LambdaFunction> => {
  const { timeoutSeconds = 60, aheadMs = 0 } = settings;
  const api = await startRuntimeApi(settings.name, () => Date.now() + aheadMs + timeoutSeconds * 1_000);
  const startedAt = performance.now();
  const child = spawn(lambdaNode, [...heapFlags(settings.memorySize), settings.client, settings.handler], {
    cwd: settings.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      TZ: ':UTC',
      LAMBDA_TASK_ROOT: settings.folder,
      _HANDLER: settings.handler,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: settings.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      // As the template's LoggingConfig has them.
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      ...settings.environment,
    },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => {
      resolve({
        kind: 'failed',
        error: `ended with ${String(status ?? signal)}: ${output.join('').slice(-4000)}`,
      });
    });
  });
  return {
    invoke: (event) => Promise.race([api.invoke(event), ended]),
    log: () => output.join(''),
    pid: child.pid ?? 0,
    startedAt,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await api.close();
    },
  };
};
