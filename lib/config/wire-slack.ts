import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { InteractionPorts } from '../app/interaction-ports.ts';
import { sqsRequests } from '../aws/sqs-queues.ts';
import { secret } from '../aws/ssm-secret.ts';
import { slackDesk } from '../slack/slack-desk.ts';
import { slackDoor } from '../slack/slack-door.ts';
import { slackSettings, type Environment } from './settings.ts';
import { clientConfig, systemClock, wirePolicies, type WireOptions } from './wire-shared.ts';

/** Slack waits for three seconds: what takes longer than these is told as failed, and may be clicked again. */
const AWS_TRIES = 2;
const AWS_TIMEOUTS = { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true } as const;
const SLACK_TIMEOUT_MS = 1_000;
const S3_TIMEOUT_MS = 1_000;

/** What answers clicks: it reads two secrets and the policy, and writes to one queue. Throws when the environment is not complete. */
export const wireSlack = (environment: Environment, options: WireOptions): InteractionPorts => {
  const settings = slackSettings(environment);
  const clock = options.clock ?? systemClock;
  const config = {
    ...clientConfig(settings, options),
    maxAttempts: AWS_TRIES,
    requestHandler: AWS_TIMEOUTS,
  };
  const sqs = new SQSClient(config);
  const ssm = new SSMClient(config);
  return {
    clock,
    telemetry: options.telemetry,
    door: slackDoor({
      secret: secret(ssm, settings.SLACK_SIGNING_SECRET_PARAMETER, clock),
      secretParameter: settings.SLACK_SIGNING_SECRET_PARAMETER,
      clock,
    }),
    desk: slackDesk({
      token: secret(ssm, settings.SLACK_TOKEN_PARAMETER, clock),
      tokenParameter: settings.SLACK_TOKEN_PARAMETER,
      baseUrl: settings.SLACK_API_URL,
      timeoutMs: SLACK_TIMEOUT_MS,
      // Nobody is kept waiting for a channel that is busy.
      patienceMs: 0,
      clock,
    }),
    requests: sqsRequests({ client: sqs, requests: settings.REQUESTS_QUEUE_URL }),
    policies: wirePolicies(() => sqs.config.credentials(), config, settings, options, clock, S3_TIMEOUT_MS),
  };
};
