import { build, type BuildOptions } from 'esbuild';
import { plugins } from '../../../build/plugins.ts';
import { hub } from './templates.ts';

/** What one function's bundle holds. */
export interface Bundle {
  /** The IAM action of each SDK command in it, sorted. */
  readonly actions: readonly string[];
  /** Every file of which something is in it, from the project's folder. */
  readonly files: readonly string[];
  /** How many bytes of a file are in it. */
  readonly bytesOf: (file: string) => number;
  readonly text: string;
}

const IAM_PREFIX: Readonly<Record<string, string>> = {
  eventbridge: 'events',
  'service-quotas': 'servicequotas',
};
const COMMAND = /@aws-sdk\/client-([\w-]+)\/dist-es\/commands\/(\w+)Command\.js$/;

// The clients add these by themselves: one is sent where endpoint discovery is switched on, the other to directory buckets.
const NEVER_SENT = new Set(['dynamodb:DescribeEndpoints', 's3:CreateSession']);

// It takes the rights of the writes in it, and there is none of its own.
const RIGHTS_OF: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:TransactWriteItems': ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
};

// Not by the SDK, but with a signed request.
const BY_HAND: Readonly<Record<string, readonly string[]>> = {
  'lib/aws/s3-policy.ts': ['s3:GetObject'],
  'lib/aws/recycle-bin.ts': ['rbin:GetRule', 'rbin:ListRules'],
};

// What serverless-esbuild takes for itself, or hands on in another form.
const NOT_ESBUILDS = new Set(['plugins', 'exclude', 'outputFileExtension']);
const options: BuildOptions = Object.fromEntries(
  Object.entries(hub.custom.esbuild).filter(([name]) => !NOT_ESBUILDS.has(name)),
);

const actionsOf = (file: string): readonly string[] => {
  const [, client, command] = COMMAND.exec(file) ?? [];
  if (client === undefined || command === undefined) return BY_HAND[file] ?? [];
  const action = `${IAM_PREFIX[client] ?? client}:${command}`;
  return RIGHTS_OF[action] ?? [action];
};

const scanned = new Map<string, Promise<Bundle>>();

/** Bundles a function as serverless.yml says, once for all tests of a file, and looks what is in it. */
export const scanBundle = (name: string): Promise<Bundle> => {
  const known = scanned.get(name) ?? scan(name);
  scanned.set(name, known);
  return known;
};

const scan = async (name: string): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: [`functions/${name}/handler.ts`],
    platform: 'node',
    outfile: 'handler.js',
    plugins: [...plugins],
    metafile: true,
    write: false,
  });
  const inputs = metafile.outputs['handler.js']?.inputs ?? {};
  const bytesOf = (file: string): number => inputs[file]?.bytesInOutput ?? 0;
  const files = Object.keys(inputs).filter((file) => bytesOf(file) > 0);
  const actions = files.flatMap(actionsOf).filter((action) => !NEVER_SENT.has(action));
  return { actions: [...new Set(actions)].sort(), files, bytesOf, text: outputFiles[0]?.text ?? '' };
};
