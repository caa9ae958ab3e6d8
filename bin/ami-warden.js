#!/usr/bin/env node
// The project's own Node: the one on PATH may be too old to run TypeScript, and npx would then fail with a syntax error.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
// By its name alone: an old Node has no such export, and would fail before it could be told of.
import nodeModule, { createRequire } from 'node:module';

const MINIMUM = 24;

if (Number(process.versions.node.split('.')[0]) >= MINIMUM) {
  // Before the cache is there, which is one for each set of flags.
  if (process.argv[2] === 'scan') keepHeapSmall();
  // What was compiled once is not compiled again: half of what a short command takes, and a quarter of its memory.
  nodeModule.enableCompileCache();
  const { main } = await import(bundle() ?? './main.ts');
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

// A scan makes much that is dropped at once, and V8 would rather let the heap grow than collect it: 50,000 images took 330 MB, of which 30
// were alive. A young generation that does not grow; the old one is collected by lib/config/tidy-heap.ts.
function keepHeapSmall() {
  for (const flag of ['--semi-space-growth-factor=1', '--expose-gc']) setFlagsFromString(flag);
  globalThis.gc = runInNewContext('gc');
}

// What `npm run build` made of the sources (an install does so): a tenth of the files. Not when a source is newer, or was never built.
function bundle() {
  const root = new URL('../', import.meta.url);
  try {
    const { builtAt, sources } = JSON.parse(readFileSync(new URL('.cache/cli/sources.json', root), 'utf8'));
    const isNewer = sources.some((path) => statSync(new URL(path, root)).mtimeMs >= builtAt);
    return isNewer ? null : '../.cache/cli/main.mjs';
  } catch {
    return null;
  }
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
