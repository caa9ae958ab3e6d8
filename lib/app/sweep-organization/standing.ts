import type { CoverageFault } from '../../model/coverage.ts';
import type { SweepItem } from '../../model/sweep-item.ts';
import { noteAttempt } from './note-attempt.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What was kept of an account-region that was under way when its worker ended: it may be what ended it. */
export const CUT_OFF: CoverageFault = {
  operation: 'Sweep',
  code: 'CutOff',
  message: 'its worker crashed, or was ended, while it looked at this account-region',
};

/**
 * How far this sweep is with an account-region. `suspect`: under way when a worker crashed. `failures`: tries of this sweep that failed;
 * `at`: when the last of them was, ISO 8601.
 */
export type Standing =
  | { readonly kind: 'ended' }
  | { readonly kind: 'next'; readonly item: SweepItem; readonly failures: number }
  | { readonly kind: 'suspect'; readonly item: SweepItem; readonly failures: number; readonly at: string }
  | { readonly kind: 'given-up'; readonly item: SweepItem; readonly fault: CoverageFault };

/** How often a sweep tries an account-region that fails. */
export const TRIES = 4;

/**
 * How far a sweep is with an account-region, by what is kept of it: a worker that died took what it knew along. `isRetry`: one died with
 * this item in its hands. Then what was begun and not ended is noted as cut off. Rejects with `Fault`.
 */
export const standingOf = async (
  item: SweepItem,
  isRetry: boolean,
  ports: WorkerPorts,
): Promise<Standing> => {
  const { account, region, sweep } = item;
  const place = { account, region };
  const attempt = (await ports.book.entry(place))?.value.attempt ?? null;
  const kept = attempt?.sweep === sweep ? attempt : null;
  if (kept !== null && kept.failures === undefined) return { kind: 'ended' };
  const failures = kept?.failures ?? 0;
  const fault = kept?.fault ?? CUT_OFF;
  if (failures >= TRIES) return { kind: 'given-up', item, fault };
  if (kept !== null && fault.code === CUT_OFF.code) return { kind: 'suspect', item, failures, at: kept.at };
  if (!isRetry || !(await isBegun(item, ports))) return { kind: 'next', item, failures };
  const noted = Math.max(1, failures);
  await noteAttempt(place, { sweep, fault: CUT_OFF, failures: noted }, ports);
  return { kind: 'suspect', item, failures: noted, at: ports.clock.now().toISOString() };
};

const isBegun = async ({ account, region, sweep }: SweepItem, { inventory }: WorkerPorts): Promise<boolean> =>
  (await inventory.place({ account, region })).value.sweeping?.id === sweep;
