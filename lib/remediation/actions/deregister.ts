import type { UsageReport } from '../../model/facts.ts';
import type { Datum, ImageFacts } from '../../model/image.ts';
import type { ActionContext } from './action-context.ts';
import type { ActionDefinition, Hindrance } from './action-definition.ts';
import { isGrave } from './grave.ts';

const HOUR_MS = 3_600_000;
const DAY_S = 86_400;

/** How old the report of other accounts' use may be. AWS leaves the last days out of it (EC2 user guide, "View your AMI usage"). */
const REPORT_DAYS = 3;
/** For how long the image must not have been launched, unless the policy says. `LastLaunchedTime` lags by a day. */
const UNLAUNCHED_DAYS = 30;
/** When to ask again what AWS was too busy to answer. */
const BUSY_AGAIN_S = 3_600;
/** When to look at a report again that is being made. */
const REPORT_AGAIN_S = 6 * 3_600;

/**
 * Deregisters an image that nobody uses: nothing in its account refers to it, no other account uses it, and it has not been
 * launched for long; each was read, and what could not be read is a no. Its snapshots stay.
 */
export const deregister: ActionDefinition = {
  name: 'deregister',
  subjects: ['image'],
  writes: ['registration', 'usage-report', 'launch-permission', 'tags', 'availability'],
  iamActions: ['ec2:DescribeImageReferences', 'rbin:GetRule', 'rbin:ListRules'],
  undo: 'restoring it from the Recycle Bin with its grants and tags, for as long as it is kept there; not at all without a rule of the Recycle Bin',
  manualOnly: false,
  reads: ['image', 'references', 'usage', 'recycleBin'],
  plan: (findings, { state: { image, recycleBin } }) => {
    if (!findings.some(isGrave) || image?.kind !== 'known' || !isStanding(image.value)) return [];
    const kept = recycleBin?.kind === 'known' ? { keptDays: recycleBin.value.days } : {};
    return [{ kind: 'registration', to: 'deregistered', ...kept }];
  },
  hindrance: (context) => {
    const { image } = context.state;
    if (image?.kind !== 'known') return unread('the image itself', image);
    return (
      held(image.value) ??
      launched(image.value, context) ??
      referred(context) ??
      irretrievable(context) ??
      // Last, because a report is asked for only of an image that nothing else keeps.
      used(context)
    );
  },
};

const isStanding = ({ state }: ImageFacts): boolean => state === 'available' || state === 'disabled';

const no = (reason: string): Hindrance => ({ reason, first: null, again: null });

const unread = (what: string, datum: Datum<unknown> | undefined): Hindrance => {
  if (datum?.kind !== 'fault') {
    return no(`Nobody has looked at ${what}; what was not looked at is taken for in use.`);
  }
  const { operation, code, retryable } = datum;
  const why = `${operation} answered ${code}`;
  return {
    ...no(`Nobody could look at ${what} (${why}); what could not be looked at is taken for in use.`),
    again: retryable ? BUSY_AGAIN_S : null,
  };
};

const held = ({
  deregistrationProtection: protection,
  ownerAlias,
  name,
  tags,
}: ImageFacts): Hindrance | null => {
  if (protection !== null && protection !== 'disabled') {
    return no(`Deregistration protection is on (${protection}).`);
  }
  const isBackup =
    ownerAlias === 'aws-backup-vault' ||
    name?.startsWith('AwsBackup_') === true ||
    Object.keys(tags).some((tag) => tag.startsWith('aws:backup:'));
  return isBackup ? no('AWS Backup made the image and looks after it: only AWS Backup may delete it.') : null;
};

const launched = (
  { createdAt, lastLaunchedAt }: ImageFacts,
  { setting, now }: ActionContext,
): Hindrance | null => {
  const span = setting.options?.notLaunchedFor ?? UNLAUNCHED_DAYS * DAY_S;
  const since = now.getTime() - span * 1000;
  if (lastLaunchedAt !== null && !(Date.parse(lastLaunchedAt) <= since)) {
    return no(`It was last launched at ${lastLaunchedAt}, less than ${days(span)} ago.`);
  }
  if (createdAt === null || Number.isNaN(Date.parse(createdAt))) {
    return no('AWS does not say when it was made.');
  }
  return Date.parse(createdAt) <= since
    ? null
    : no(`It was made at ${createdAt}, less than ${days(span)} ago.`);
};

const days = (seconds: number): string => `${String(Math.round((seconds / DAY_S) * 10) / 10)} days`;

const referred = ({ state: { references } }: ActionContext): Hindrance | null => {
  if (references?.kind !== 'known') return unread('what in its account refers to it', references);
  const [first, ...others] = references.value.map(({ arn }) => arn).toSorted();
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
  return no(`It is in use: ${first}${more} refers to it.`);
};

const irretrievable = ({ state: { recycleBin }, setting }: ActionContext): Hindrance | null => {
  if (recycleBin?.kind !== 'known') return unread('the rules of the Recycle Bin', recycleBin);
  if (recycleBin.value.days !== null || setting.options?.withoutRecycleBin === true) return null;
  return no(
    'It would be gone for good: no rule of the Recycle Bin matches it. The policy allows that by `withoutRecycleBin: true`.',
  );
};

const used = ({ state: { usage }, now }: ActionContext): Hindrance | null => {
  if (usage?.kind !== 'known') return unread('its use by other accounts', usage);
  const since = new Date(now.getTime() - REPORT_DAYS * 24 * HOUR_MS).toISOString();
  const recent = usage.value.filter(({ askedAt }) => Date.parse(askedAt) >= Date.parse(since));
  const newest = (state: UsageReport['state']): UsageReport | undefined =>
    recent
      .filter((report) => report.state === state)
      .toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1))
      .at(-1);
  const report = newest('available');
  if (report !== undefined) return usersOf(report);
  const pending = newest('pending');
  if (pending !== undefined) {
    const reason = `AWS is making the report of its use by other accounts that was asked for at ${pending.askedAt}.`;
    return { reason, first: null, again: REPORT_AGAIN_S };
  }
  const failed = newest('error');
  if (failed !== undefined) {
    const why = failed.reason ?? 'it does not say why';
    return {
      ...no(
        `AWS could not make the report of its use by other accounts that was asked for at ${failed.askedAt}: ${why}.`,
      ),
      again: DAY_S,
    };
  }
  return {
    reason:
      'Nobody knows yet which other accounts use it: a report was asked for, and is looked at when AWS has made it.',
    first: { kind: 'usage-report', since },
    again: REPORT_AGAIN_S,
  };
};

const usersOf = ({ users, askedAt }: UsageReport): Hindrance | null => {
  const using = users.filter(({ count }) => count > 0);
  if (using.length === 0) return null;
  const text = using
    .map(({ account, resourceType, count }) => `${account} (${resourceType}: ${String(count)})`)
    .toSorted()
    .join(', ');
  return no(`It is in use, by the report of ${askedAt}: ${text}.`);
};
