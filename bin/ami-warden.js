#!/usr/bin/env node
// The project's own Node: the one on PATH may be too old to run TypeScript, and npx would then fail with a syntax error.
import { spawn } from 'node:child_process';
import { createRequire, enableCompileCache } from 'node:module';

const MINIMUM = 24;

if (Number(process.versions.node.split('.')[0]) >= MINIMUM) {
  // What was compiled once is not compiled again: half of what a short command takes, and a quarter of its memory.
  enableCompileCache();
  const { main } = await import('./main.ts');
  await main();
} else {
  const node = ownNode();
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; the child ends cleanly, and this process answers with its end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function ownNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    process.stderr.write(
      `ami-warden needs Node ${MINIMUM} or newer; this is ${process.version}. "npm ci" brings one.\n`,
    );
    process.exit(1);
  }
}
