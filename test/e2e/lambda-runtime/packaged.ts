import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { unpackZip } from './zip.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The functions behind a queue, and the one behind a URL. */
export type QueueFunction = 'guard' | 'remediate' | 'notify';
export type FunctionName = QueueFunction | 'slack';
export const QUEUE_FUNCTIONS: readonly QueueFunction[] = ['guard', 'remediate', 'notify'];
export const FUNCTION_NAMES: readonly FunctionName[] = [...QUEUE_FUNCTIONS, 'slack'];

/** The CloudFormation template that `npm run package` leaves behind. */
export const templateFile = `${root}.serverless/cloudformation-template-update-stack.json`;

/** The zip of a function, by the short name that it has in serverless.yml; of another package than `npm run package`'s own by its folder. */
export const zipFile = (name: string, folder = '.serverless'): string => `${root}${folder}/${name}.zip`;

/** `npm run package`, into `.serverless` unless told, without credentials, home folder or variables of its own. Throws, with what it printed, when it fails. */
export const packageProject = (folder?: string): void => {
  const elsewhere = folder === undefined ? [] : ['--package', folder];
  const node = `${root}node_modules/.bin/node`;
  const { status, stdout, stderr } = spawnSync(node, [`${root}build/package.ts`, ...elsewhere], {
    cwd: root,
    env: { PATH: `${root}node_modules/.bin:/usr/bin:/bin`, HOME: tmpdir() },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm run package failed: ${stdout}${stderr}`);
};

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.optional(z.looseObject({ FunctionName: z.optional(z.unknown()) })),
    }),
  ),
});

const Properties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  MemorySize: z.number(),
  Environment: z.object({
    Variables: z.record(z.string(), z.union([z.string(), z.object({ Ref: z.string() })])),
  }),
});

/** One function as the template has it, its zip unpacked. `refs` says what each `Ref` in its environment stands for. */
export interface PackagedFunction {
  readonly folder: string;
  readonly name: string;
  readonly handler: string;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks a packaged function into `.cache/zips`. Throws when its environment refers to something that `refs` lacks. */
export const packagedFunction = (
  name: FunctionName,
  refs: Readonly<Record<string, string>>,
): PackagedFunction => {
  const template = Template.parse(JSON.parse(readFileSync(templateFile, 'utf8')));
  const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
  const properties = Properties.parse(template.Resources[logicalId]?.Properties);
  const valueOf = (value: string | { readonly Ref: string }): string => {
    if (typeof value === 'string') return value;
    const found = refs[value.Ref];
    if (found === undefined) throw new Error(`${name} refers to ${value.Ref}, of which nothing is known`);
    return found;
  };
  const folder = `${root}.cache/zips/${name}`;
  rmSync(folder, { recursive: true, force: true });
  unpackZip(zipFile(name), folder);
  return {
    folder,
    name: properties.FunctionName,
    handler: properties.Handler,
    memorySize: properties.MemorySize,
    environment: Object.fromEntries(
      Object.entries(properties.Environment.Variables).map(([key, value]) => [key, valueOf(value)]),
    ),
  };
};
