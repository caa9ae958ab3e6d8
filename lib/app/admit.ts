import type { JournalEntry, Waiting } from '../model/journal.ts';
import { Fault } from '../model/fault.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Limits } from '../model/policy.ts';
import { isImage } from '../model/subject.ts';
import { type Fight, fightOver } from '../remediation/fight.ts';
import { needsImageCount, takesOf } from '../remediation/limits.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** Why the policy alone may not go on with something that a person may let through. `again` (ISO 8601): when it is looked at once more. */
export interface Refusal {
  readonly why: Extract<Waiting['why'], 'limit' | 'fight'>;
  readonly reason: string;
  readonly again: string | null;
  /** Whom it is fought with, to be told; absent for a limit. */
  readonly fight?: Fight;
}

/** Whether an action would be one more round of a fight. */
export const stopFight = (
  action: Action,
  entries: readonly JournalEntry[],
  ports: Pick<RemediationPorts, 'clock'>,
): Refusal | null => {
  const fight = fightOver(entries, action.findings, ports.clock.now().toISOString());
  if (fight === null) return null;
  const others = fight.others.map(({ name, arn }) => (arn === null ? name : `${name} (${arn})`));
  const who = others.length === 0 ? 'somebody' : others.join(' and ');
  const reason = `it was put right three times within an hour, and each time ${who} undid it: it is left alone until a person acts, or an hour goes by without a change`;
  return { why: 'fight', reason, again: fight.until, fight };
};

/**
 * Takes a plan from every limit that it counts against, all of its actions at once; answers why not, and then nothing of it may
 * be done. What cannot be counted is over the limit.
 */
export const takeFromLimits = async (
  plan: Plan,
  limits: Limits | undefined,
  ports: Pick<RemediationPorts, 'journal' | 'clock' | 'imageCounts'>,
): Promise<Refusal | null> => {
  const images = await countImages(plan, limits, ports);
  if (images instanceof Fault) {
    const reason = `the images of the account could not be counted (${images.code}), so that their share is taken for used up`;
    return { why: 'limit', reason, again: null };
  }
  const takes = takesOf(plan, limits, images);
  if (takes.length === 0) return null;
  const full = await ports.journal.takeFromLimits(takes, ports.clock.now().toISOString());
  if (full === null) return null;
  const what = takes.find(({ key, window }) => key === full.key && window === full.window)?.what ?? full.key;
  return { why: 'limit', reason: `the limit of ${what} is used up`, again: null };
};

const countImages = async (
  plan: Plan,
  limits: Limits | undefined,
  { imageCounts }: Pick<RemediationPorts, 'imageCounts'>,
): Promise<number | null | Fault> => {
  const { ref } = plan;
  if (!needsImageCount(plan, limits) || !isImage(ref)) return null;
  try {
    return await imageCounts.count({ account: ref.account, region: ref.region });
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
};
