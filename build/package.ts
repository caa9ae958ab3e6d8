import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// What a broken run leaves behind would end up in the next run's zips.
for (const folder of ['.esbuild', '.serverless'])
  rmSync(`${root}${folder}`, { recursive: true, force: true });

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
