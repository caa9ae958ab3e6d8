import { subjectKey } from '../../model/subject.ts';
import type { KnownPlace, SweepRecord } from '../../model/inventory.ts';
import type { OpenFinding } from '../../model/open-finding.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { factsOfRules } from '../../policy/facts-for.ts';
import { withGuardrails } from '../inventory/keep-place.ts';
import { countQuotas } from '../quotas/count-quotas.ts';
import { findVanished } from './find-vanished.ts';
import { judgeInstances } from './judge-instances.ts';
import { judgePlace, readGuardrails } from './judge-place.ts';
import { keepPlace } from './keep-place.ts';
import { listImages } from './list-images.ts';
import { readImages } from './read-images.ts';
import { reportLeft } from './report-left.ts';
import { spreadRechecks } from './spread-rechecks.ts';
import { readSurroundings } from './surroundings.ts';
import type { SweepPorts, SweepReport, SweepRequest } from './sweep-ports.ts';
import type { Listing, Sweeping } from './sweeping.ts';
import { makeTally } from './tally.ts';
import { makeToll } from './toll.ts';

/**
 * Looks at everything in an account and region, and judges it. What was read is in the inventory at once: the same request again goes
 * on where this one stopped or was cut off. What cannot be seen or judged is a gap of the record. Rejects with `Fault` when the account
 * does not let us in, or journal or inventory cannot be had.
 */
export const sweepPlace = async (request: SweepRequest, ports: SweepPorts): Promise<SweepReport> => {
  const { place, judge } = request;
  const { inventory, journal } = ports;
  const [{ value: known }, mark] = await Promise.all([inventory.place(place), journal.dirtyMark(place)]);
  const sweeping = await begin(request, ports, known, mark?.lastAt ?? null);
  const { tally } = sweeping;
  await sweeping.save(0);

  const surroundings = readSurroundings(sweeping.reader, (fact) => sweeping.facts.image.includes(fact));
  const listing = await listImages(sweeping, surroundings);
  const { left, untouched } = await readImages(listing.toRead, sweeping, surroundings);
  if (judge.kind === 'report') await reportLeft(untouched, sweeping, surroundings);
  sweeping.note('judging', listing.seen.size, left);
  const isListed = listing.complete || tally.gapCount > 0;
  const isThrough = isListed && !sweeping.isOver() && (await judgeInstances(sweeping));
  if (!isThrough) {
    await sweeping.save(left);
    return { record: tally.record(left, null), done: false };
  }
  if (listing.complete) await findVanished(listing.seen, sweeping);
  const guardrails = await readGuardrails(sweeping);
  if (guardrails !== null) await keepPlace(inventory, place, (now) => withGuardrails(now, guardrails));
  await count(listing, sweeping);
  await judgePlace(guardrails, sweeping);

  const endedAt = ports.clock.now().toISOString();
  const record = tally.record(left, endedAt);
  await keepPlace(inventory, place, (now) => ({ ...now, swept: record, sweeping: null, heardAt: endedAt }));
  const isComplete = listing.complete && left === 0 && record.gapCount === 0;
  // Marks of before the sweep are answered by it; had another come since, it stays.
  if (isComplete && judge.kind === 'service' && mark !== null) await journal.clearDirty(place, mark.marks);
  // Of what happened between two scans no event can have told anybody.
  if (judge.kind === 'service' && record.lostEvents > 0) {
    ports.telemetry.note({ kind: 'lost-events', place, count: record.lostEvents });
  }
  sweeping.note('done', listing.seen.size, left);
  return { record, done: true };
};

const begin = async (
  request: SweepRequest,
  ports: SweepPorts,
  known: KnownPlace,
  dirtyAt: string | null,
): Promise<Sweeping> => {
  const { place, id, until } = request;
  const { clock } = ports;
  const [policy, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(place.account),
  ]);
  const before: SweepRecord | null = known.sweeping?.id === id ? known.sweeping : null;
  const startedAt = before?.startedAt ?? clock.now().toISOString();
  const isOver = (): boolean => until !== null && clock.now() >= until;
  const toll = makeToll(request.share, ports, isOver);
  const tally = makeTally(id, startedAt, before, toll.calls);
  const facts = (kind: 'image' | 'instance' | 'account-region'): ReturnType<typeof factsOfRules> =>
    factsOfRules(policy, place.account, place.region, kind);
  return {
    request,
    ports: { ...ports, queues: spreadRechecks(ports.queues, request.share) },
    policy,
    organization,
    toll,
    tally,
    startedAt,
    reader: await ports.estate.open(place, toll.pass),
    rules: rulesOf(policy),
    facts: {
      image: facts('image'),
      instance: facts('instance'),
      'account-region': facts('account-region'),
    },
    sweptBefore: known.swept !== null,
    freshness: () => ({
      now: clock.now().getTime(),
      sweepBegan: Date.parse(startedAt),
      dirtyAt: dirtyAt === null ? null : Date.parse(dirtyAt),
    }),
    isOver,
    save: (left) =>
      keepPlace(ports.inventory, place, (now) => ({ ...now, sweeping: tally.record(left, null) })),
    unreadSnapshots: new Map(),
    open: await openBySubject(ports, request),
    note: (stage, done, left, operation) => {
      const aSecond = operation === undefined ? 0 : toll.aSecond(operation);
      const secondsLeft = left === null || aSecond === 0 ? null : Math.ceil(left / aSecond);
      ports.progress({ place, stage, images: tally.record(0, null).images, done, left, secondsLeft });
    },
  };
};

const rulesOf = ({ rules }: PolicyBundle): ReadonlySet<string> => new Set(rules.map(({ id }) => id));

const openBySubject = async (
  { journal }: SweepPorts,
  { place }: SweepRequest,
): Promise<ReadonlyMap<string, readonly OpenFinding[]>> => {
  const open = new Map<string, OpenFinding[]>();
  for await (const page of journal.openFindings(place)) {
    for (const finding of page) {
      const key = subjectKey(finding.ref);
      const some = open.get(key);
      if (some === undefined) open.set(key, [finding]);
      else some.push(finding);
    }
  }
  return open;
};

/** Counts the quotas, when all images were seen; what cannot be counted is a gap. */
const count = async ({ complete, seen, publicCount }: Listing, sweeping: Sweeping): Promise<void> => {
  if (!complete) return;
  const { reader, ports, tally, request } = sweeping;
  const counted = { images: seen.size, publicImages: publicCount, reader };
  for (const gap of await countQuotas(request.place, counted, ports)) tally.gap(null, gap);
};
