import type { LambdaFunctionURLResult, SQSBatchResponse } from 'aws-lambda';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import type { SandboxClock } from '../../lib/sandbox/clock.ts';
import type { HubTemplates } from '../../lib/sandbox/hub/own-templates.ts';
import type { Consumer } from '../../lib/sandbox/hub/mapping/consumer.ts';
import {
  readFunctions,
  type StackFunction,
  type StackMapping,
  type StackTimer,
} from '../../lib/sandbox/routing/functions.ts';
import { readTemplate } from '../../lib/sandbox/routing/template.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { mayDo } from '../../lib/sandbox/identity/role.ts';
import { fire } from './fire.ts';
import { THREE_ACCOUNTS } from './packaged-templates.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import type { FunctionRunner, RunningFunction } from './runner.ts';

const HUB = { account: '999988887777', region: 'us-east-1', stage: 'dev' };
const PARAMETERS = {
  OrganizationId: 'o-exampleorg1',
  ExternalId: 'ami-warden-example',
  SlackTokenParameter: '/ami-warden/dev/slack-token',
  SlackSigningSecretParameter: '/ami-warden/dev/slack-signing-secret',
};

/** A function of the stack that runs. */
export interface StackedFunction extends RunningFunction {
  readonly is: StackFunction;
}

/** The packaged template, deployed onto a sandbox: its queues, rules, roles and functions as it says, and somebody to take the alerts. */
export interface LocalStack {
  readonly sandbox: Sandbox;
  readonly receiver: Receiver;
  /** By their names: `ami-warden-dev-guard`. */
  readonly functions: ReadonlyMap<string, StackedFunction>;
  readonly mappings: readonly StackMapping[];
  readonly consumers: ReadonlyMap<string, Consumer>;
  readonly timers: readonly StackTimer[];
  /** Does what a schedule does when its time has come, a state machine to its end. Rejects with what went wrong. */
  readonly fire: (timer: StackTimer) => Promise<void>;
  /** Makes so many milliseconds pass in the sandbox, with all that falls due. */
  readonly pass: (milliseconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How a stack is started. */
export interface LocalStackOptions {
  readonly templates: HubTemplates;
  readonly policy: PolicyBundle;
  readonly runner: (sandbox: Sandbox) => FunctionRunner;
  readonly port?: number;
  readonly clock?: SandboxClock;
  /** Of the receiver of alerts; a free one when absent. */
  readonly receiverPort?: number;
}

/** Deploys the templates. Throws for what CloudFormation, EventBridge, SQS or Lambda would refuse in them. */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { templates } = options;
  const template = readTemplate(templates.hub.name, templates.hub.text);
  const { functions, mappings, machines, timers } = readFunctions(template, {
    ...HUB,
    parameters: PARAMETERS,
  });
  const sandbox = await startSandbox({
    templates,
    estate: THREE_ACCOUNTS,
    bindsResources: true,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const receiver = await startReceiver(sandbox.hub.slack, options.receiverPort ?? 0);
  const started = new Map<string, StackedFunction>();
  const stop = async (): Promise<void> => {
    await sandbox.close();
    await Promise.all([...started.values()].map((one) => one.stop()));
    await receiver.close();
  };
  try {
    sandbox.hub.bucket.put('policy.json', bundleJson(options.policy), 'application/json');
    await subscribe(sandbox, receiver);
    const start = options.runner(sandbox);
    for (const is of functions) started.set(is.name, put(sandbox, receiver, is, start));
    const consumers = new Map(
      mappings
        .filter(({ enabled }) => enabled)
        .map((mapping) => [queueName(mapping), connect(sandbox, mapping, started)] as const),
    );
    return {
      sandbox,
      receiver,
      functions: started,
      mappings,
      consumers,
      timers,
      fire: (timer) => fire(sandbox, started, machines, timer),
      pass: async (milliseconds) => {
        sandbox.clock.advance(milliseconds);
        await sandbox.hub.idle();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The receiver is behind every topic of the template, and has confirmed it. */
const subscribe = async ({ hub }: Sandbox, receiver: Receiver): Promise<void> => {
  const endpoint = receiver.url('sns');
  for (const topic of hub.topics) {
    topic.subscribe({ protocol: 'http', endpoint, owner: HUB.account, raw: false, filter: null });
  }
  await receiver.confirmed(hub.topics.length);
};

/** Makes a function ready to be invoked, under its role: by name, and by its URL if it has one. */
const put = (
  sandbox: Sandbox,
  receiver: Receiver,
  is: StackFunction,
  start: FunctionRunner,
): StackedFunction => {
  const { hub, endpoint } = sandbox;
  const running = start({
    ...HUB,
    stackFunction: is,
    environment: locally(is.environment, endpoint, receiver),
    credentials: () => sandbox.credentialsOf(is.roleArn),
    clock: sandbox.clock,
  });
  const { invoke, kill, log, stop } = running;
  hub.invocable(is.name, (event, requestId) => invoke(event, requestId));
  if (is.hasUrl) hub.slackUrl.attach(async (event) => (await invoke(event)) as LambdaFunctionURLResult);
  return { is, invoke, kill, log, stop };
};

const queueName = ({ queueArn }: StackMapping): string => queueArn.split(':').at(-1) ?? '';

/**
 * Connects a queue as its mapping says. Lambda takes no mapping whose function could outlast its queue's visibility timeout, or whose role
 * may not take from the queue.
 */
const connect = (
  sandbox: Sandbox,
  mapping: StackMapping,
  functions: ReadonlyMap<string, StackedFunction>,
): Consumer => {
  const name = queueName(mapping);
  const behind = functions.get(mapping.functionName);
  if (behind === undefined)
    throw new Error(`a mapping is to ${mapping.functionName}, which the template does not make`);
  const { settings } = sandbox.hub.queues.queue(name);
  if (settings.arn !== mapping.queueArn) throw new Error(`there is no queue ${mapping.queueArn}`);
  if (settings.visibilitySeconds < behind.is.timeoutSeconds) {
    throw new Error(
      `${name}: messages are hidden for less than the ${String(behind.is.timeoutSeconds)} s of its function`,
    );
  }
  const role = sandbox.roles.get(behind.is.roleArn);
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    if (!mayDo(role, action, mapping.queueArn)) {
      throw new Error(
        `the function's execution role does not have permissions to call ${action} on ${mapping.queueArn}`,
      );
    }
  }
  const { batchSize, maximumBatchingSeconds, maximumConcurrency, functionResponseTypes, filters } = mapping;
  return sandbox.hub.consume(
    name,
    {
      batchSize,
      maximumBatchingSeconds,
      // Where nothing bounds it, Lambda begins with five.
      maximumConcurrency: maximumConcurrency ?? 5,
      functionResponseTypes,
      filters,
    },
    async (event) => (await behind.invoke(event)) as SQSBatchResponse | undefined,
  );
};

/** The template's environment with this machine in the place of AWS and Slack; nothing else differs from the deployed function's. */
const locally = (
  environment: StackFunction['environment'],
  endpoint: string,
  receiver: Receiver,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value
        .replace(/^https:\/\/sqs\.[\w-]+\.amazonaws\.com\//, `${endpoint}/`)
        .replace(/^https:\/\/slack\.com\/api$/, receiver.url('slack')),
    ]),
  ),
  AWS_ENDPOINT_URL: endpoint,
});
