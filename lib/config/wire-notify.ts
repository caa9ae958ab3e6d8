import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { NoticePorts } from '../app/deliver-notice.ts';
import { eventBridgeAlerts } from '../aws/eventbridge-alerts.ts';
import { snsAlerts } from '../aws/sns-alerts.ts';
import { secret } from '../aws/ssm-secret.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle, Target } from '../model/policy.ts';
import { alertTargets } from '../policy/alert-targets.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { Clock } from '../ports/clock.ts';
import { slackAlerts } from '../slack/slack-alerts.ts';
import { notifySettings, type Environment, type NotifySettings } from './settings.ts';
import { wireBase, type ClientConfig, type WireOptions } from './wire-shared.ts';

/** What the channels know of the world when they speak: read before each notice, so that routes and names are this minute's. */
interface Known {
  policy: PolicyBundle | null;
  organization: Organization | null;
}

/** Reads the policy and the organisation, with the tags of this account. */
type Refresh = (account: AccountId | null) => Promise<void>;

/** The channels. Slack is one only where a token's parameter is set. Throws when the environment is not complete. */
export const wireNotify = (environment: Environment, options: WireOptions): NoticePorts => {
  const settings = notifySettings(environment);
  const { config, clock, journal, policies, organizations, telemetry } = wireBase(settings, options);
  const known: Known = { policy: null, organization: null };
  const refresh: Refresh = async (account) => {
    [known.policy, known.organization] = await Promise.all([
      policies.policy(),
      organizations.organization(account),
    ]);
  };
  const alertOptions = {
    remediateFunction: settings.REMEDIATE_FUNCTION,
    accountName: (account: string) =>
      known.organization?.accounts.find((one) => one.account === account)?.name ?? null,
  };
  // These ask for no more than an account's name: an alert without it is better than none.
  const tryRefresh: Refresh = (account) =>
    refresh(account).catch((reason: unknown) => {
      telemetry.note({
        kind: 'fault',
        where: 'names for an alert',
        message: reason instanceof Error ? reason.message : String(reason),
        retryable: reason instanceof Fault && reason.retryable,
      });
    });
  const sns = new SNSClient(config);
  const channels = [
    informed(
      snsAlerts({ client: sns, topicArn: settings.ALERT_TOPIC_ARN, options: alertOptions }),
      tryRefresh,
    ),
    informed(
      eventBridgeAlerts({ client: new EventBridgeClient(config), bus: settings.EVENT_BUS_NAME }),
      tryRefresh,
    ),
    // Its routes stand in the policy: without that nobody knows whom to tell.
    ...(settings.SLACK_TOKEN_PARAMETER === ''
      ? []
      : [informed(wireSlack(settings, config, known, alertOptions, clock, options), refresh)]),
  ];
  return {
    journal,
    channels,
    telemetry,
  };
};

const informed = (channel: AlertChannel, refresh: Refresh): AlertChannel => ({
  name: channel.name,
  wants: async (record) => {
    await refresh(record.finding.ref.account);
    return channel.wants(record);
  },
  tell: async (record, reference) => {
    await refresh(record.finding.ref.account);
    return channel.tell(record, reference);
  },
  tellMalformed: async (notice) => {
    await refresh(null);
    return channel.tellMalformed(notice);
  },
});

const wireSlack = (
  settings: NotifySettings,
  config: ClientConfig,
  known: Known,
  alertOptions: Parameters<typeof slackAlerts>[0]['options'],
  clock: Clock,
  { sleep }: WireOptions,
): AlertChannel =>
  slackAlerts({
    token: secret(new SSMClient(config), settings.SLACK_TOKEN_PARAMETER, clock),
    tokenParameter: settings.SLACK_TOKEN_PARAMETER,
    baseUrl: settings.SLACK_API_URL,
    ...(sleep === undefined ? {} : { sleep }),
    options: alertOptions,
    malformedChannel: () => slackOf(known.policy?.notify.default ?? []),
    channel: (record) => {
      const { policy, organization } = known;
      if (policy === null || organization === null) return null;
      return slackOf(alertTargets(policy, record.finding, organization));
    },
  });

/** The first Slack channel among the targets: a finding has one message, which is updated in place. */
const slackOf = (targets: readonly Target[]): string | null =>
  targets.find(({ slack }) => slack !== undefined)?.slack ?? null;
