#!/usr/bin/env node
// The project's own Node: the one on PATH may be too old to run TypeScript, and npx would then fail with a syntax error.
import { spawn } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
// By its name alone: an old Node has no such export, and would fail before it could be told of.
import nodeModule, { createRequire } from 'node:module';

const MINIMUM = 24;

if (Number(process.versions.node.split('.')[0]) >= MINIMUM) {
  // A scan makes much that is dropped at once: a young generation that does not grow takes 80 MB less of memory, and no more time.
  // Before the cache is there, which is one for each set of flags.
  if (process.argv[2] === 'scan') setFlagsFromString('--semi-space-growth-factor=1');
  // What was compiled once is not compiled again: half of what a short command takes, and a quarter of its memory.
  nodeModule.enableCompileCache();
  const { main } = await import('./main.ts');
  await main();
} else {
  const node = ownNode();
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // The child ends cleanly, and this process answers with its end. A terminal sends Ctrl-C to both: handed on as well, it would be
  // a second one, which ends at once what the first asks to end well.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
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
