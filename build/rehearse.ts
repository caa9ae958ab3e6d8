import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMoto } from '../test/contract/moto.ts';
import { bringPythonTools } from '../test/e2e/python.ts';
import { fencedOf } from './fenced.ts';
import { startProxy } from './rehearse-proxy.ts';

// The commands of docs/deploy.md that are marked `sh`, in one shell, as they stand, with moto in AWS's place.
const root = fileURLToPath(new URL('..', import.meta.url));
const ACCOUNT = '999988887777';

const problem = bringPythonTools();
if (problem !== null) throw new Error(problem);

// Serverless works where serverless.yml lies; a folder of its own keeps it off packages that are being made elsewhere.
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'rehearsal-'));
for (const entry of readdirSync(root, { withFileTypes: true })) {
  if (/^\.(git|serverless|esbuild|cache)$/.test(entry.name)) continue;
  // Serverless does not follow a link to its own file.
  if (entry.isFile()) copyFileSync(join(root, entry.name), join(folder, entry.name));
  else symlinkSync(join(root, entry.name), join(folder, entry.name));
}

// After a change set moto goes on telling the outputs of before.
const service = join(folder, 'serverless.yml');
writeFileSync(
  service,
  readFileSync(service, 'utf8').replace('\n  name: aws\n', '\n  name: aws\n  deploymentMethod: direct\n'),
);

const blocks = fencedOf(readFileSync(join(root, 'docs/deploy.md'), 'utf8')).filter(
  ({ info }) => info === 'sh',
);
const script = [
  'set -euo pipefail',
  // What it would bring is here, and linked: it must not be taken away.
  'npm() { echo "(npm $*: left out)"; }',
  // Shows each command as it is run.
  "PS4='$ '",
  'set -x',
  ...blocks.map(({ text }) => text),
].join('\n');

process.env['MOTO_ACCOUNT_ID'] = ACCOUNT;
const moto = await startMoto();
const left = new Set<string>();
const proxy = await startProxy(moto.endpoint, (ids) => {
  for (const id of ids) left.add(id);
});
const started = performance.now();
const shell = spawn('bash', ['-c', script], {
  cwd: folder,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    PATH: [join(root, 'node_modules/.bin'), join(cache, 'venv/bin'), process.env['PATH'] ?? ''].join(
      delimiter,
    ),
    HOME: folder,
    AWS_ENDPOINT_URL: proxy.endpoint,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'any',
    SLS_AWS_MONITORING_FREQUENCY: '500',
    SLS_TELEMETRY_DISABLED: '1',
  },
});
const [code] = (await once(shell, 'exit')) as [number | null];
proxy.close();
await moto.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `\n${code === 0 ? 'All of it went through' : `It ended with ${String(code)}`}, in ${((performance.now() - started) / 1000).toFixed(0)} s.\n` +
    `Resources that moto cannot make, and that were left out before it: ${[...left].sort().join(', ')}\n`,
);
process.exitCode = code ?? 1;
