import type { CoverageFault } from '../../model/coverage.ts';
import { subjectKey, type AccountRegion } from '../../model/subject.ts';
import type { SweepBatch, SweepItem } from '../../model/sweep-item.ts';
import { faultText } from '../coverage/fault-text.ts';
import { few } from '../sweep/few.ts';
import { noteAttempt } from './note-attempt.ts';
import { SIDE_BY_SIDE } from './side-by-side.ts';
import { CUT_OFF, standingOf, TRIES, type Standing } from './standing.ts';
import { sweepOne } from './sweep-one.ts';
import type { WorkerPorts } from './worker-ports.ts';

/**
 * What the state machine decides by; its names are the machine's. `then`: call again with this answer, at once or after `waitSeconds`; or
 * all is over, well or with some that failed in every try. `cause` names those, and what is left.
 */
export interface SweptBatch {
  readonly Items: readonly SweepItem[];
  readonly part: number;
  readonly failed: readonly string[];
  readonly then: 'again' | 'later' | 'done' | 'failed';
  readonly waitSeconds: number;
  readonly cause: string;
}

type Next = Extract<Standing, { kind: 'next' }>;
type Suspect = Extract<Standing, { kind: 'suspect' }>;

/** What a turn leaves, in the order in which the next one goes on: what nobody came to, what is half done, what failed. */
interface Rest {
  readonly untouched: SweepItem[];
  readonly paused: SweepItem[];
  readonly failing: { readonly item: SweepItem; readonly failures: number }[];
  readonly givenUp: string[];
}

/**
 * Sweeps account-regions, a few side by side, until all are done, or until shortly before `until`. One that fails is for the next turn, up to
 * four tries, and keeps nobody up. Those that a worker died with come last, one by one, so that whichever of them it was takes nobody
 * along again. Rejects when the coverage cannot be read or written; what was swept stays.
 */
export const sweepBatch = async (batch: SweepBatch, until: Date, ports: WorkerPorts): Promise<SweptBatch> => {
  const rest: Rest = { untouched: [], paused: [], failing: [], givenUp: [] };
  const standings = await Promise.all(batch.items.map((item) => standingOf(item, batch.isRetry, ports)));
  const next: Next[] = [];
  const suspects: Suspect[] = [];
  for (const one of standings) {
    if (one.kind === 'next') next.push(one);
    if (one.kind === 'suspect') suspects.push(one);
    if (one.kind === 'given-up') rest.givenUp.push(sentenceOf(one.item, one.fault));
  }
  const isOver = (): boolean => ports.clock.now() >= until;
  const broken: unknown[] = [];
  await few(next, SIDE_BY_SIDE, async ({ item, failures }) => {
    if (isOver()) rest.untouched.push(item);
    else await sweepNext(item, failures, until, rest, ports).catch((reason: unknown) => broken.push(reason));
  });
  for (const suspect of suspects.toSorted(byFailures)) {
    if (isOver()) rest.untouched.push(suspect.item);
    else await sweepAlone(suspect, until, rest, ports);
  }
  if (broken.length > 0) throw broken[0];
  return answerOf(batch, rest);
};

const sweepNext = async (
  item: SweepItem,
  failures: number,
  until: Date,
  rest: Rest,
  ports: WorkerPorts,
): Promise<void> => {
  const end = await sweepOne(item, failures, until, ports);
  if (end.kind === 'paused') rest.paused.push(item);
  if (end.kind !== 'failed') return;
  if (end.failures < TRIES) rest.failing.push({ item, failures: end.failures });
  else rest.givenUp.push(sentenceOf(item, end.fault));
};

/** Noted before, because a worker that dies writes nothing; whoever lives through a turn is no suspect any more. */
const sweepAlone = async (
  { item, failures }: Suspect,
  until: Date,
  rest: Rest,
  ports: WorkerPorts,
): Promise<void> => {
  const { account, region, sweep } = item;
  await noteAttempt({ account, region }, { sweep, fault: CUT_OFF, failures: failures + 1 }, ports);
  const { length } = rest.paused;
  await sweepNext(item, failures, until, rest, ports);
  if (rest.paused.length > length) await noteAttempt({ account, region }, null, ports);
};

const byFailures = (one: Suspect, other: Suspect): number =>
  one.failures - other.failures || Date.parse(one.at) - Date.parse(other.at);

const answerOf = ({ part, failed }: SweepBatch, rest: Rest): SweptBatch => {
  const given = [...failed, ...rest.givenUp];
  const items = [...rest.untouched, ...rest.paused, ...rest.failing.map(({ item }) => item)];
  const isWaiting = items.length > 0 && items.length === rest.failing.length;
  const unfinished = items.map((item) => `${keyOf(item)}: not done in ${String(part + 1)} turns`);
  return {
    Items: items,
    part: part + 1,
    failed: given,
    then: thenOf(items.length, isWaiting, given.length),
    waitSeconds: isWaiting ? pauseOf(Math.min(...rest.failing.map(({ failures }) => failures))) : 0,
    cause: [...given, ...unfinished].join('; '),
  };
};

const thenOf = (left: number, isWaiting: boolean, failed: number): SweptBatch['then'] => {
  if (left > 0) return isWaiting ? 'later' : 'again';
  return failed > 0 ? 'failed' : 'done';
};

/** Half a minute, a minute and a half, four and a half. */
const pauseOf = (failures: number): number => 30 * 3 ** (failures - 1);

// 25 of them are far from what a state, or a cause, may hold.
const MOST_WORDS = 400;

const sentenceOf = (item: SweepItem, fault: CoverageFault): string =>
  `${keyOf(item)}: ${faultText(fault).slice(0, MOST_WORDS)}`;

const keyOf = ({ account, region }: AccountRegion): string => subjectKey({ account, region });
