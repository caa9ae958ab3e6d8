import { Fault } from '../../model/fault.ts';
import type { AppliedLimit, CountedQuota, QuotaCount, SweepGap } from '../../model/inventory.ts';
import { type AccountRegion, subjectKey } from '../../model/subject.ts';
import { quotaWatch } from '../../policy/quota-watch.ts';
import { noteUse } from './note-use.ts';
import type { CountPorts, SeenPlace } from './quota-ports.ts';
import { gapOf, readLimits } from './read-limits.ts';

const ROUNDS = 4;

/**
 * Counts the quotas of a place from what a sweep saw, and keeps counts, limits and one sample of each; to be called once, at the end of a
 * sweep that saw all images. Answers what could not be had: of that the last count stays. Rejects with `Fault` when the inventory does.
 */
export const countQuotas = async (
  place: AccountRegion,
  seen: SeenPlace,
  ports: CountPorts,
): Promise<readonly SweepGap[]> => {
  const policy = await ports.policies.policy();
  const { thresholds } = quotaWatch(policy);
  const { counts, gaps } = await countAll(seen, thresholds.snapshots !== undefined, ports);
  const { value } = await ports.inventory.place(place);
  const read = await readLimits(value, counts, thresholds, ports);
  const known = await keep(place, counts, read.limits, ports);
  const at = ports.clock.now().toISOString();
  const samples = counts.flatMap(({ quota, used }) => {
    const limit = read.limits.find((one) => one.quota === quota)?.limit;
    return limit === undefined ? [] : [{ quota, at, used, limit }];
  });
  await ports.inventory.noteUsage(place, samples);
  await noteUse(known, policy, ports);
  return [...gaps, ...read.gaps];
};

/** Snapshots cost a call a thousand: they are counted only where they are watched. */
const countAll = async (
  { images, publicImages, reader }: SeenPlace,
  withSnapshots: boolean,
  { clock }: Pick<CountPorts, 'clock'>,
): Promise<{ readonly counts: readonly QuotaCount[]; readonly gaps: readonly SweepGap[] }> => {
  const countedAt = clock.now().toISOString();
  const counts: QuotaCount[] = [];
  const gaps: SweepGap[] = [];
  const count = async (quota: CountedQuota, used: () => Promise<number>): Promise<void> => {
    try {
      counts.push({ quota, used: await used(), countedAt });
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      gaps.push(gapOf(fault));
    }
  };
  await count('amis', async () => images + (await reader.recycledImages()));
  await count('public-amis', () => Promise.resolve(publicImages));
  if (withSnapshots) await count('snapshots', () => reader.snapshotCount());
  return { counts, gaps };
};

/** Puts what was counted in the place of what was there, leaving alone what was not. */
const keep = async (
  place: AccountRegion,
  counts: readonly QuotaCount[],
  limits: readonly AppliedLimit[],
  { inventory }: CountPorts,
) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { value, version } = await inventory.place(place);
    const next = {
      ...value,
      counts: [...value.counts.filter((one) => counts.every(({ quota }) => quota !== one.quota)), ...counts],
      limits: [...value.limits.filter((one) => limits.every(({ quota }) => quota !== one.quota)), ...limits],
    };
    if (await inventory.putPlace(next, version)) return next;
  }
  throw new Fault('putPlace', 'Contended', `${subjectKey(place)} is being written by others`, {
    retryable: true,
  });
};
