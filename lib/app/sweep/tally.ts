import { Fault } from '../../model/fault.ts';
import type { SweepGap, SweepRecord } from '../../model/inventory.ts';

/** The record of a sweep while it is being made. */
export interface Tally {
  add(
    what: 'images' | 'added' | 'changed' | 'vanished' | 'lostEvents' | 'permissionsRead',
    by?: number,
  ): void;
  /** Something that could not be seen or judged; `image` null for the place. */
  gap(image: SweepGap['image'], fault: Pick<SweepGap, 'operation' | 'code' | 'message'>): void;
  readonly gapCount: number;
  /** The record as it is now; `left`: how many launch permissions are unknown or due. */
  record(left: number, endedAt: string | null): SweepRecord;
}

const GAPS_KEPT = 100;

/** Goes on from the record of an earlier part, whose gaps are tried again and so are not kept. `calls` is read whenever a record is made. */
export const makeTally = (
  id: string,
  startedAt: string,
  before: SweepRecord | null,
  calls: Readonly<Record<string, number>>,
): Tally => {
  const counts = {
    images: 0,
    added: before?.added ?? 0,
    changed: before?.changed ?? 0,
    vanished: before?.vanished ?? 0,
    lostEvents: before?.lostEvents ?? 0,
    permissionsRead: before?.permissionsRead ?? 0,
  };
  const gaps: SweepGap[] = [];
  let gapCount = 0;
  return {
    add: (what, by = 1) => {
      counts[what] += by;
    },
    gap: (image, { operation, code, message }) => {
      gapCount += 1;
      if (gaps.length < GAPS_KEPT) gaps.push({ image, operation, code, message });
    },
    get gapCount() {
      return gapCount;
    },
    record: (left, endedAt) => ({
      id,
      startedAt,
      endedAt,
      ...counts,
      permissionsLeft: left,
      calls: sum(before?.calls ?? {}, calls),
      gaps: [...gaps],
      gapCount,
    }),
  };
};

const sum = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [
      name,
      (one[name] ?? 0) + (other[name] ?? 0),
    ]),
  );

/** What was thrown, if it is a fault of the edge; anything else is a bug, and thrown again. */
export const asGap = (thrown: unknown): Fault => {
  if (thrown instanceof Fault) return thrown;
  throw thrown;
};
