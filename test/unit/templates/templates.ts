import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';

const Texts = z.union([z.string(), z.array(z.string())]);
const list = (texts: z.infer<typeof Texts>): readonly string[] =>
  typeof texts === 'string' ? [texts] : texts;
const Data = z.record(z.string(), z.unknown());

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.pipe(Texts, z.transform(list)),
  Resource: z.optional(z.pipe(Texts, z.transform(list))),
  Condition: z.optional(Data),
});
export type Statement = z.infer<typeof Statement>;

// `!If [condition, statement, nothing]` reads as a list; what it may grant is what counts.
const Granted = z.pipe(
  z.union([Statement, z.tuple([z.string(), Statement, z.string()])]),
  z.transform((one) => (Array.isArray(one) ? one[1] : one)),
);

const Role = z.object({
  AssumeRolePolicyDocument: z.object({ Statement: z.array(Statement) }),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Granted) }) })),
});

const Resource = z.object({
  Type: z.string(),
  Condition: z.optional(z.string()),
  Properties: z.optional(Data),
  DeletionPolicy: z.optional(z.string()),
});
export type Resource = z.infer<typeof Resource>;

const Member = z.object({ Resources: z.record(z.string(), Resource), Parameters: Data });

const Hub = z.object({
  provider: z.object({
    runtime: z.string(),
    environment: Data,
    tags: Data,
    stackTags: Data,
    logRetentionInDays: z.string(),
    logs: Data,
  }),
  custom: z.object({ esbuild: Data }),
  functions: z.record(
    z.string(),
    z.object({
      handler: z.string(),
      role: z.string(),
      timeout: z.number(),
      memorySize: z.optional(z.number()),
      environment: Data,
      condition: z.optional(z.string()),
      url: z.optional(z.literal(true)),
      reservedConcurrency: z.optional(z.number()),
      events: z._default(
        z.array(
          z.object({
            sqs: z.object({
              arn: z.string(),
              functionResponseType: z.literal('ReportBatchItemFailures'),
              maximumConcurrency: z.number(),
              batchSize: z.number(),
            }),
          }),
        ),
        [],
      ),
    }),
  ),
  resources: Member,
});

/** CloudFormation's short functions read as their bare arguments: `!GetAtt A.Arn` is `A.Arn`. */
const read = (file: string): unknown =>
  parseDocument(readFileSync(file, 'utf8'), { merge: true, logLevel: 'silent' }).toJS() as unknown;

/** serverless.yml, before it is compiled. */
export const hub = Hub.parse(read('serverless.yml'));

/** deploy/member.yaml. */
export const member = Member.parse(read('deploy/member.yaml'));

/** The resources of one type by their logical ids. */
export const ofType = (
  resources: Readonly<Record<string, Resource>>,
  type: string,
): ReadonlyMap<string, Resource> =>
  new Map(Object.entries(resources).filter(([, resource]) => resource.Type === type));

/** What a role's policies allow, statement by statement. */
export const granted = (resources: Readonly<Record<string, Resource>>, role: string): readonly Statement[] =>
  Role.parse(resources[role]?.Properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Who may assume a role. */
export const trusted = (resources: Readonly<Record<string, Resource>>, role: string): readonly Statement[] =>
  Role.parse(resources[role]?.Properties).AssumeRolePolicyDocument.Statement;
