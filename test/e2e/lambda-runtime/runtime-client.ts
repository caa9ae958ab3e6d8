import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
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

/**
 * Where the machine's own Node keeps its headers; null when it has none, and node-gyp then fetches some. The addon uses Node-API
 * alone, which is the same in all versions, and the Node of node_modules comes without headers.
 */
const headersOfMachine = (): string | null => {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((name) => !name.includes('node_modules'));
  const prefixes = folders
    .map((name) => join(name, 'node'))
    .filter((node) => existsSync(node))
    .map((node) => dirname(dirname(realpathSync(node))));
  return prefixes.find((prefix) => existsSync(join(prefix, 'include/node/node_api.h'))) ?? null;
};

const install = (): Promise<string> =>
  new Promise((resolve) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Its install scripts build libcurl and a native addon; nothing of it may come into the project's own dependencies.
    const manifest = { private: true, allowScripts: { 'aws-lambda-ric': true } };
    writeFileSync(`${folder}package.json`, JSON.stringify(manifest));
    const nodedir = headersOfMachine();
    const npm = spawn(
      'npm',
      ['install', '--no-audit', '--no-fund', '--save-exact', `aws-lambda-ric@${VERSION}`],
      {
        cwd: folder,
        env: { ...process.env, ...(nodedir === null ? {} : { npm_config_nodedir: nodedir }) },
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
