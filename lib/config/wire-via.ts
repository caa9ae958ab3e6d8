import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { provenAsker } from '../app/asker.ts';
import { formOf, proofText } from '../app/parse-request.ts';
import { proveCaller } from '../aws/caller-proof.ts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { type JournalSearch, journalSearch } from '../aws/journal-search.ts';
import { invokeFunction } from '../aws/lambda-function.ts';
import { stackOutputs } from '../aws/stack-outputs.ts';
import { AnswerSchema } from '../model/answer-schema.ts';
import { Fault } from '../model/fault.ts';
import type { Answer, Request } from '../model/request.ts';
import type { Environment } from './settings.ts';
import { callerOf, regionOf, regionOfEnvironment } from './own-credentials.ts';

/** Which service, and with what it is reached. */
export interface ViaSettings {
  /** Name or ARN of the hub's stack; an ARN says its region as well. */
  readonly stack: string;
  readonly profile?: string | undefined;
  readonly environment: Environment;
}

/** The deployed service, asked with one's own credentials. All of it rejects with `Fault`. */
export interface Via {
  readonly kind: 'via';
  /** Asks the function, with a proof of who asks. */
  readonly ask: (request: Request) => Promise<Answer>;
  readonly subjects: JournalSearch;
  readonly problems: () => readonly string[];
  /** No longer waits for the answer: what the service has begun it ends. */
  readonly stop: () => void;
  readonly close: () => void;
}

// The function's own time, and some to start; it is asked once, because who asks again shall know that they do.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 130_000, throwOnRequestTimeout: true };

/** Finds the service by its stack. Rejects with `Fault` when there is none, or none of this version. */
export const openVia = async (settings: ViaSettings): Promise<Via> => {
  const config = viaConfig(settings);
  const sts = new STSClient(config);
  const region = await regionOf(sts);
  const outputs = await stackOutputs(new CloudFormationClient(config), settings.stack);
  const name = outputOf(outputs, settings.stack, 'RemediateFunctionName');
  const lambda = new LambdaClient({ ...config, maxAttempts: 1, requestHandler: PATIENCE });
  const table = outputOf(outputs, settings.stack, 'JournalTableName');
  const database = new DynamoDBClient(config);
  const endpoint = settings.environment['AWS_ENDPOINT_URL'];
  const place = { region, ...(endpoint === undefined ? {} : { endpoint }) };
  const leaving = new AbortController();
  return {
    kind: 'via',
    ask: async (request) => {
      const { arn } = await callerOf(sts);
      const signing = { ...place, credentials: () => sts.config.credentials(), at: new Date() };
      const proof = await proveCaller(signing, proofText(request, name));
      // Only what they call themselves; the proof tells who it is.
      const by = { kind: 'cli', name: provenAsker(arn, 'cli').name.slice(0, 200), arn };
      const payload = { ...formOf(request), ...(request.dryRun ? { dryRun: true } : {}), by, proof };
      return answerOf(await invokeFunction(lambda, name, payload, leaving.signal), request);
    },
    subjects: journalSearch(database, table),
    problems: () => [],
    stop: () => {
      leaving.abort();
    },
    close: () => {
      for (const client of [sts, lambda, database]) client.destroy();
    },
  };
};

/** The outputs of a service's stack that name its tables. */
export type TableOutput = 'JournalTableName' | 'InventoryTableName';

/** A table of a service, by the output of its stack that names it, the region that it is in, and all outputs. Rejects with `Fault`. */
export const tableOfStack = async (
  settings: ViaSettings,
  output: TableOutput = 'JournalTableName',
): Promise<{
  readonly table: string;
  readonly region: string;
  readonly outputs: ReadonlyMap<string, string>;
}> => {
  const client = new CloudFormationClient(viaConfig(settings));
  const region = await regionOf(client);
  const outputs = await stackOutputs(client, settings.stack);
  return { table: outputOf(outputs, settings.stack, output), region, outputs };
};

/** What clients of the hub's account and region are made with. */
export const viaConfig = ({ stack, profile, environment }: ViaSettings) => {
  const region = /^arn:[^:]+:cloudformation:([^:]+):/.exec(stack)?.[1];
  return {
    ...CLIENT_DEFAULTS,
    ...regionOfEnvironment(environment),
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  };
};

/** An output of the hub's stack. Throws a `Fault` when it has none of that name. */
export const outputOf = (outputs: ReadonlyMap<string, string>, stack: string, name: string): string => {
  const value = outputs.get(name);
  if (value !== undefined) return value;
  const message = `the stack ${stack} has no output ${name}: it is none of ami-warden's hub, or an older one`;
  throw new Fault('DescribeStacks', 'OtherStack', message, { retryable: false });
};

const answerOf = (value: unknown, request: Request): Answer => {
  const read = AnswerSchema.safeParse(value);
  if (read.success) return { ...read.data, request };
  const message = 'the service answered what this version does not understand';
  throw new Fault('Invoke', 'UnknownShape', message, { retryable: false });
};
