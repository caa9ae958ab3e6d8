import { readFileSync } from 'node:fs';
import type { SQSBatchResponse } from 'aws-lambda';
import { bundleJson } from '../../../lib/policy/bundle.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts';
import { startLambda, type LambdaFunction } from './lambda-function.ts';
import {
  packagedFunction,
  type FunctionName,
  type PackagedFunction,
  type QueueFunction,
} from './packaged.ts';

const NAME = 'ami-warden-dev';

/** Each function's queue, and as many messages at a time as the template says. */
const QUEUE_OF = { guard: 'changes', remediate: 'plans', notify: 'notices.fifo' } as const;

/** The zips on a sandbox: the template's environment, the functions' own roles, the example policy. */
export interface HubFunctions {
  /** Starts a function cold, in a process of its own. */
  readonly start: (name: FunctionName) => Promise<LambdaFunction>;
  /** Starts a function and puts it behind its queue, as the template's event source mapping does. */
  readonly consume: (name: QueueFunction) => Promise<LambdaFunction>;
  readonly queueName: (name: QueueFunction) => string;
  /** Ends every process that was started. */
  readonly stop: () => Promise<void>;
}

const examplePolicy = (): string => {
  const name = 'policies/example-org.yaml';
  const file = new URL(`../../../${name}`, import.meta.url);
  const policy = compilePolicy([{ name, text: readFileSync(file, 'utf8') }]);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  return bundleJson(policy.bundle);
};

const answerOf = async (name: FunctionName, lambda: LambdaFunction, event: unknown): Promise<unknown> => {
  const ended = await lambda.invoke(event);
  if (ended.kind === 'failed') throw new Error(`${name} failed: ${JSON.stringify(ended.error)}`);
  return ended.body;
};

/** Lays the example policy into the bucket and makes the packaged functions ready to start. */
export const hubFunctions = (sandbox: Sandbox, client: string): HubFunctions => {
  const { hub, endpoint } = sandbox;
  const queueName = (name: QueueFunction): string => `${NAME}-${QUEUE_OF[name]}`;
  hub.bucket.put('policy.json', examplePolicy(), 'application/json');

  // What the template's references become when it is deployed.
  const refs = {
    Journal: hub.tableName,
    Inventory: `${NAME}-inventory`,
    PolicyBucket: hub.bucket.name,
    ChangesQueue: hub.queues.url(queueName('guard')),
    PlansQueue: hub.queues.url(queueName('remediate')),
    NoticesQueue: hub.queues.url(queueName('notify')),
    RequestsQueue: hub.queues.url(`${NAME}-requests.fifo`),
    AlertTopic: hub.topic.arn,
    Bus: hub.busName,
    RemediateLambdaFunction: `${NAME}-remediate`,
    ExternalId: 'ami-warden-example',
    ReaderRoleName: 'ami-warden-reader',
    WriterRoleName: 'ami-warden-writer',
    SlackTokenParameter: hub.slackTokenParameter,
    SlackSigningSecretParameter: hub.slackSigningSecretParameter,
    PauseParameter: '/ami-warden/dev/paused',
  };

  const packaged = new Map<FunctionName, PackagedFunction>();
  const started: LambdaFunction[] = [];

  const start = async (name: FunctionName): Promise<LambdaFunction> => {
    const settings = packaged.get(name) ?? packagedFunction(name, refs);
    packaged.set(name, settings);
    const keys = sandbox.credentialsOf(`arn:aws:iam::999988887777:role/${NAME}-${name}`);
    const lambda = await startLambda({
      ...settings,
      client,
      environment: {
        ...settings.environment,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_SESSION_TOKEN: keys.sessionToken,
        // The sandbox in AWS's and Slack's place; nothing else differs from the deployed function.
        AWS_ENDPOINT_URL: endpoint,
        ...(name === 'notify' || name === 'slack' ? { SLACK_API_URL: `${endpoint}/slack/api` } : {}),
      },
    });
    started.push(lambda);
    hub.invocable(`${NAME}-${name}`, (event) => answerOf(name, lambda, event));
    return lambda;
  };

  return {
    start,
    queueName,
    consume: async (name) => {
      const lambda = await start(name);
      const options = { batchSize: 10, functionResponseTypes: ['ReportBatchItemFailures'] as const };
      hub.consume(
        queueName(name),
        options,
        async (event) => (await answerOf(name, lambda, event)) as SQSBatchResponse,
      );
      return lambda;
    },
    stop: async () => {
      await Promise.all(started.splice(0).map((lambda) => lambda.stop()));
    },
  };
};
