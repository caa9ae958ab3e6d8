import type { Mute } from '../model/grant.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Severity } from '../model/words.ts';

type Muted = Pick<FindingRecord, 'finding' | 'outcome' | 'muted'>;

const RANK: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Why the last remediation failed; null when none did. */
export const failureOf = ({ outcome }: Pick<FindingRecord, 'outcome'>): string | null =>
  outcome?.kind === 'refused' || outcome?.kind === 'unverified' ? outcome.reason : null;

/** Whether a person has asked for quiet about this finding now, and it has not got worse since. */
export const isQuiet = (record: Muted, now: Date): boolean => {
  const { muted } = record;
  return muted !== undefined && !isOver(muted, now) && !isWorse(record);
};

/** Whether a mute is over; at `until` itself it is. */
export const isOver = ({ until }: Mute, now: Date): boolean => Date.parse(until) <= now.getTime();

const isWorse = (record: Muted): boolean => {
  const { finding, muted } = record;
  if (muted === undefined) return false;
  const failure = failureOf(record);
  return RANK[finding.severity] > RANK[muted.severity] || (failure !== null && failure !== muted.failure);
};
