import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { NoticePorts } from '../app/notice-ports.ts';
import { dynamoAgenda } from '../aws/dynamo-agenda.ts';
import { eventBridgeAlerts } from '../aws/eventbridge-alerts.ts';
import { snsAlerts } from '../aws/sns-alerts.ts';
import { sqsNotices } from '../aws/sqs-queues.ts';
import { secret } from '../aws/ssm-secret.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { SlackRight, SlackRights } from '../model/policy.ts';
import type { AlertChannel, ChannelBook } from '../ports/alert-channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { slackAlerts } from '../slack/slack-alerts.ts';
import { slackWhispers } from '../slack/slack-desk.ts';
import type { SlackSettings } from '../slack/slack-settings.ts';
import { notifySettings, type Environment, type NotifySettings } from './settings.ts';
import { wireBase, type ClientConfig, type WireOptions } from './wire-shared.ts';

type AlertOptions = SlackSettings['options'];

/** What notices are told with. Slack is a way only where a token's parameter is set. Throws when the environment is not complete. */
export const wireNotify = (environment: Environment, options: WireOptions): NoticePorts => {
  const settings = notifySettings(environment);
  const { config, clock, database, ...base } = wireBase(settings, options);
  return {
    ...base,
    clock,
    agenda: dynamoAgenda({ client: database, table: settings.JOURNAL_TABLE, clock }),
    queues: sqsNotices({ client: new SQSClient(config), notices: settings.NOTICES_QUEUE_URL }),
    channels: wireChannels(settings, config, { clock, ...base }, options),
    whispers:
      settings.SLACK_TOKEN_PARAMETER === ''
        ? null
        : slackWhispers(wireSlackSettings(settings, config, clock, options)),
  };
};

interface Surroundings {
  readonly clock: Clock;
  readonly organizations: OrganizationSource;
  readonly policies: PolicySource;
  readonly telemetry: Telemetry;
}

const wireChannels = (
  settings: NotifySettings,
  config: ClientConfig,
  around: Surroundings,
  options: WireOptions,
): ChannelBook => {
  const { informed, alertOptions } = wireNames(settings, around);
  const sns = wireSns(settings, config, alertOptions);
  const slack = wireSlack(settings, config, alertOptions, around.clock, options);
  const own = informed(sns(settings.ALERT_TOPIC_ARN));
  const bus = eventBridgeAlerts({ client: new EventBridgeClient(config), bus: settings.EVENT_BUS_NAME });
  const known = new Map([own, bus].map((channel) => [channel.name, channel]));
  return {
    always: [own, bus],
    named: (name) => {
      const channel = known.get(name) ?? open(name, own, sns, slack, settings);
      if (channel === null || channel === own || channel === bus) return channel;
      const named = known.get(name) ?? informed(channel);
      known.set(name, named);
      return named;
    },
  };
};

/** A channel by its name in a policy or in a finding's record. */
const open = (
  name: string,
  own: AlertChannel,
  sns: (topicArn: string) => AlertChannel,
  slack: ((channel: string) => AlertChannel) | null,
  { ALERT_TOPIC_ARN }: NotifySettings,
): AlertChannel | null => {
  const [, kind, place = ''] = /^(slack|sns):(.+)$/su.exec(name) ?? [];
  if (kind === 'slack') return slack?.(place) ?? null;
  if (kind === 'sns') return place === ALERT_TOPIC_ARN ? own : sns(place);
  return null;
};

const wireSns = (
  { ALERT_TOPIC_ARN }: NotifySettings,
  config: ClientConfig,
  options: AlertOptions,
): ((topicArn: string) => AlertChannel) => {
  const clients = new Map<string, SNSClient>();
  return (topicArn) => {
    const region = topicArn.split(':')[3] ?? config.region;
    const client = clients.get(region) ?? new SNSClient({ ...config, region });
    clients.set(region, client);
    const name = topicArn === ALERT_TOPIC_ARN ? 'sns' : `sns:${topicArn}`;
    return snsAlerts({ client, topicArn, name, options });
  };
};

const wireSlack = (
  settings: NotifySettings,
  config: ClientConfig,
  options: AlertOptions,
  clock: Clock,
  more: WireOptions,
): ((channel: string) => AlertChannel) | null =>
  settings.SLACK_TOKEN_PARAMETER === ''
    ? null
    : slackAlerts({ ...wireSlackSettings(settings, config, clock, more), options });

const wireSlackSettings = (
  { SLACK_TOKEN_PARAMETER, SLACK_API_URL }: NotifySettings,
  config: ClientConfig,
  clock: Clock,
  { sleep }: WireOptions,
): Omit<SlackSettings, 'options'> => ({
  token: secret(new SSMClient(config), SLACK_TOKEN_PARAMETER, clock),
  tokenParameter: SLACK_TOKEN_PARAMETER,
  baseUrl: SLACK_API_URL,
  ...(sleep === undefined ? {} : { sleep }),
});

/** Account names for alerts, read anew before each: an alert without them is better than none. */
const wireNames = (
  settings: NotifySettings,
  { organizations, policies, telemetry }: Surroundings,
): { readonly alertOptions: AlertOptions; readonly informed: (channel: AlertChannel) => AlertChannel } => {
  let organization: Organization | null = null;
  let rights: SlackRights | null = null;
  const refresh = async (account: AccountId | null): Promise<void> => {
    try {
      organization = await organizations.organization(account);
      if (settings.SLACK_SIGNING_SECRET_PARAMETER !== '') rights = (await policies.policy()).slack ?? null;
    } catch (reason) {
      telemetry.note({
        kind: 'fault',
        where: 'names for an alert',
        message: reason instanceof Error ? reason.message : String(reason),
        retryable: reason instanceof Fault && reason.retryable,
      });
    }
  };
  const after = async <Answer>(account: AccountId | null, tell: () => Promise<Answer>): Promise<Answer> => {
    await refresh(account);
    return tell();
  };
  return {
    alertOptions: {
      remediateFunction: settings.REMEDIATE_FUNCTION,
      ...(settings.SLACK_SIGNING_SECRET_PARAMETER !== ''
        ? { mayAnybody: (right: SlackRight) => (rights?.[right].length ?? 0) > 0 }
        : {}),
      accountName: (account) => organization?.accounts.find((one) => one.account === account)?.name ?? null,
    },
    informed: (channel) => ({
      name: channel.name,
      tell: (record, reference) => after(record.finding.ref.account, () => channel.tell(record, reference)),
      tellAgain: (record, reference) =>
        after(record.finding.ref.account, () => channel.tellAgain(record, reference)),
      tellTogether: (gathering, lines) => after(null, () => channel.tellTogether(gathering, lines)),
      announce: (announcement) => after(null, () => channel.announce(announcement)),
    }),
  };
};
