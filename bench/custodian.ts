import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './child.ts';
import type { EstateServer } from './estate-server.ts';
import { measured } from './measured.ts';
import type { Looked } from './scan-command.ts';
import { foundImages } from './sweep.ts';

const VENV = fileURLToPath(new URL('../.cache/custodian/', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('custodian-requirements.txt', import.meta.url));
const POLICY = fileURLToPath(new URL('custodian.yaml', import.meta.url));
const CUSTODIAN = join(VENV, 'bin', 'custodian');

const run = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

/** Installs the pinned Cloud Custodian into a virtual environment of its own, once. Throws when it cannot be had. */
export const bringCustodian = (): void => {
  if (existsSync(CUSTODIAN)) return;
  const isThere =
    run('python3', '-m', 'venv', VENV) &&
    run(join(VENV, 'bin', 'pip'), 'install', '--quiet', '--no-deps', '-r', REQUIREMENTS);
  if (!isThere) throw new Error('Cloud Custodian cannot be installed here (python3, pip)');
};

/** Its version, as it says itself. */
export const custodianVersion = (): string =>
  spawnSync(CUSTODIAN, ['version'], { encoding: 'utf8' }).stdout.trim();

/** `custodian run` of these policies of `custodian.yaml`, which share one fresh cache of resources as they do by default. */
export const custodianRun = async (estate: EstateServer, policies: readonly string[]): Promise<Looked> => {
  const out = join(CACHE, 'custodian');
  const cache = join(CACHE, 'custodian.cache');
  for (const path of [out, cache]) rmSync(path, { recursive: true, force: true });
  const flags = [
    '-s',
    out,
    '-r',
    'us-east-1',
    '--cache',
    cache,
    ...policies.flatMap((policy) => ['-p', policy]),
  ];
  const ran = await measured([CUSTODIAN, 'run', ...flags, POLICY], estate.environment);
  if (!existsSync(out)) throw new Error(ran.stderr);
  const found = policies.flatMap((rule) => {
    const file = join(out, rule, 'resources.json');
    const images = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly ImageId: string }[])
      : [];
    return images.map(({ ImageId: image }) => ({ rule, image }));
  });
  const errors = ran.stderr.match(/:ERROR /g)?.length ?? 0;
  const log = errors === 0 ? '' : `, ${String(errors)} errors in its log`;
  return { ...ran, found: foundImages(found), said: `exit ${String(ran.code)}${log}` };
};
