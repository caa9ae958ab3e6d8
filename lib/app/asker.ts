import type { Actor } from '../model/change.ts';
import { AccountId } from '../model/ids.ts';
import type { Cause } from '../model/journal.ts';
import type { Asker } from '../model/asker.ts';

/** What a person did, as the cause of what comes of it. `event`: `Approval`, `Refusal`, `Remediate`, … */
export const causeOf = (event: string, by: Asker, at: Date): Cause => ({
  event,
  eventId: '',
  at: at.toISOString(),
  actor: actorOf(by),
  refused: null,
});

/** How somebody is called who says nothing of themselves. */
export const NOBODY = 'whoever invoked the function';

/** Whether nothing is known of who asks, not even what they claim. */
export const isNobody = ({ name, arn, id }: Asker): boolean => id === null && arn === null && name === NOBODY;

const actorOf = ({ kind, name, arn }: Asker): Actor => ({
  kind: kindOf(arn),
  arn,
  name: kind === 'slack' ? `${name} in Slack` : name,
  account: AccountId.safeParse(arn?.split(':')[4]).data ?? null,
  service: null,
  sourceIp: null,
  userAgent: null,
  console: false,
});

const kindOf = (arn: string | null): Actor['kind'] => {
  if (arn === null) return 'unknown';
  return arn.includes(':assumed-role/') ? 'role' : 'user';
};

/** Somebody of whom AWS itself has told who they are. */
export const provenAsker = (arn: string, kind: Asker['kind']): Asker => ({
  kind,
  // `user/alice`, `assumed-role/admin/alice` or `root`, without the first word.
  name: arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^[^/]+\//, ''),
  arn,
  id: arnId(arn),
});

/**
 * By what an identity of AWS is told apart from others. The session of a role counts only where IAM Identity Center names it: any
 * other session is named by whoever takes the role, so that one person could be two.
 */
export const arnId = (arn: string): string => {
  const role = /^(arn:[^:]+:sts::\d+:assumed-role\/)([^/]+)\/.+$/.exec(arn);
  if (role === null || role[2]?.startsWith('AWSReservedSSO_') === true) return arn;
  return `${role[1] ?? ''}${role[2] ?? ''}`;
};
