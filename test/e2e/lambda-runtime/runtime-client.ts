import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VERSION = '4.0.2';
const folder = fileURLToPath(new URL('../../../.cache/lambda-ric/', import.meta.url));
const installed = `${folder}node_modules/aws-lambda-ric/`;

/** AWS's own runtime client for Node: the file to run, or why there is none. */
export type RuntimeClient =
  { readonly kind: 'ready'; readonly file: string } | { readonly kind: 'missing'; readonly reason: string };

const isInstalled = (): boolean => {
  if (!existsSync(`${installed}rapid-client.node`)) return false;
  const manifest = JSON.parse(readFileSync(`${installed}package.json`, 'utf8')) as {
    readonly version: string;
  };
  return manifest.version === VERSION;
};

const install = (): Promise<string> =>
  new Promise((resolve) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Its install scripts build libcurl and a native addon; nothing of it may come into the project's own dependencies.
    const manifest = { private: true, allowScripts: { 'aws-lambda-ric': true } };
    writeFileSync(`${folder}package.json`, JSON.stringify(manifest));
    const npm = spawn(
      'npm',
      ['install', '--no-audit', '--no-fund', '--save-exact', `aws-lambda-ric@${VERSION}`],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const output: string[] = [];
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    npm.on('error', (error) => {
      resolve(String(error));
    });
    npm.on('close', (status) => {
      resolve(`npm ended with ${String(status)}: ${output.join('').slice(-2000)}`);
    });
  });

/**
 * Brings aws-lambda-ric into `.cache/lambda-ric` unless it is there: about a minute, with cmake and a C++ compiler. With CI=true
 * it throws when it cannot, so that nothing is skipped unseen.
 */
export const runtimeClient = async (): Promise<RuntimeClient> => {
  const problem = isInstalled() ? '' : await install();
  if (isInstalled()) return { kind: 'ready', file: `${installed}index.mjs` };
  if (process.env['CI'] === 'true')
    throw new Error(`aws-lambda-ric ${VERSION} could not be built. ${problem}`);
  return { kind: 'missing', reason: `aws-lambda-ric ${VERSION} could not be built. ${problem}` };
};
