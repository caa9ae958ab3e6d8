import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeGuard } from '../../../functions/guard/guard.ts';
import { makeNotify } from '../../../functions/notify/notify.ts';
import { makeRemediate } from '../../../functions/remediate/remediate.ts';
import { makeSlack } from '../../../functions/slack/slack.ts';
import type { EventPorts } from '../../app/guard-ports.ts';
import type { InvocationPorts } from '../../app/remediation-ports.ts';
import { wireGuard } from '../../config/wire-guard.ts';
import { wireNotify } from '../../config/wire-notify.ts';
import { wireRemediate } from '../../config/wire-remediate.ts';
import { wireSlack } from '../../config/wire-slack.ts';
import type { WireOptions } from '../../config/wire-shared.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

const HUB = '999988887777';
const NAME = 'ami-warden-dev';

type Handle = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The environment that serverless.yml gives the functions, with the sandbox in AWS's place. */
const sandboxEnvironment = (endpoint: string): Readonly<Record<string, string>> => {
  const queue = (name: string): string => `${endpoint}/${HUB}/${NAME}-${name}`;
  return {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    STAGE: 'dev',
    INVENTORY_TABLE: `${NAME}-inventory`,
    JOURNAL_TABLE: `${NAME}-journal`,
    CHANGES_QUEUE_URL: queue('changes'),
    PLANS_QUEUE_URL: queue('plans'),
    NOTICES_QUEUE_URL: queue('notices.fifo'),
    ALERT_TOPIC_ARN: `arn:aws:sns:us-east-1:${HUB}:${NAME}-alerts`,
    EVENT_BUS_NAME: NAME,
    POLICY_BUCKET: `${NAME}-policy-${HUB}`,
    POLICY_KEY: 'policy.json',
    READER_ROLE_NAME: 'ami-warden-reader',
    WRITER_ROLE_NAME: 'ami-warden-writer',
    EXTERNAL_ID: 'ami-warden-example',
    PAUSE_PARAMETER: '/ami-warden/dev/paused',
    REMEDIATE_FUNCTION: `${NAME}-remediate`,
    SLACK_TOKEN_PARAMETER: '/ami-warden/dev/slack-token',
    SLACK_SIGNING_SECRET_PARAMETER: '/ami-warden/dev/slack-signing-secret',
    REQUESTS_QUEUE_URL: queue('requests.fifo'),
    SLACK_API_URL: `${endpoint}/slack/api`,
  };
};

const optionsOf = (sandbox: Sandbox, telemetry: Telemetry, role: string): WireOptions => ({
  telemetry,
  clock: sandbox.clock,
  // Slack's pace is real time's; in the sandbox nobody waits for it.
  sleep: () => Promise.resolve(),
  credentials: () => Promise.resolve(sandbox.credentialsOf(`arn:aws:iam::${HUB}:role/${NAME}-${role}`)),
});

/** What the sandbox's remediate function works with, for asking it directly. */
export const remediationPorts = (sandbox: Sandbox, telemetry: Telemetry): InvocationPorts =>
  wireRemediate(sandboxEnvironment(sandbox.endpoint), optionsOf(sandbox, telemetry, 'remediate'));

/** Puts the real handlers behind the sandbox's queues, each under its own role. Answers the guard's ports, for looking. */
export const attachService = (sandbox: Sandbox, telemetry: Telemetry): EventPorts => {
  const environment = sandboxEnvironment(sandbox.endpoint);
  const options = (role: string): WireOptions => optionsOf(sandbox, telemetry, role);
  const guard = wireGuard(environment, options('guard'));
  const remediate = makeRemediate(remediationPorts(sandbox, telemetry));
  consume(sandbox, 'changes', makeGuard(guard));
  consume(sandbox, 'plans', (event, context) => remediate(event, context) as Promise<SQSBatchResponse>);
  const name = `${NAME}-remediate`;
  sandbox.hub.invocable(name, (event, awsRequestId) =>
    remediate(event, { ...contextOf(name), awsRequestId }),
  );
  consume(
    sandbox,
    'requests.fifo',
    (event, context) => remediate(event, context) as Promise<SQSBatchResponse>,
  );
  sandbox.hub.slackUrl.attach(makeSlack(wireSlack(environment, options('slack'))));
  consume(sandbox, 'notices.fifo', makeNotify(wireNotify(environment, options('notify'))));
  return guard;
};

/** One message at a time, so that a run is the same for the same seed; in AWS they come by the batch. */
const consume = (sandbox: Sandbox, queue: string, handle: Handle): void => {
  const name = `${NAME}-${queue}`;
  const options = { batchSize: 1, functionResponseTypes: ['ReportBatchItemFailures'] } as const;
  sandbox.hub.consume(name, options, (event) => handle(event, contextOf(name)));
};

/** Lambda's context, without the callbacks of Node's past: its types still ask for them, its runtime no longer has them. */
const contextOf = (name: string): Context => {
  const context: Omit<Context, 'done' | 'fail' | 'succeed'> = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:${HUB}:function:${name}`,
    memoryLimitInMB: '256',
    awsRequestId: 'sandbox',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => 30_000,
  };
  return context as Context;
};
