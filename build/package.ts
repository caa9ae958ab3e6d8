import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What a broken run leaves behind would end up in the next run's zips.
const at = process.argv.indexOf('--package');
const folder = at < 0 ? '.serverless' : (process.argv[at + 1] ?? '.serverless');
for (const stale of ['.esbuild', folder]) rmSync(join(root, stale), { recursive: true, force: true });

// After a bundle that does not build, serverless-esbuild waits for ever for its other bundles.
const { status, signal } = spawnSync(
  process.execPath,
  [`${root}node_modules/.bin/serverless`, 'package', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], timeout: 120_000 },
);
if (signal) {
  process.stderr.write(
    'serverless package did not end within two minutes; is there an error of esbuild above?\n',
  );
}
process.exitCode = status ?? 1;
