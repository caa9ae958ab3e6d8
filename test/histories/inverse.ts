import type { Aspects } from '../../lib/model/plan.ts';
import type { Answer, Request } from '../../lib/model/request.ts';
import { subjectKey } from '../../lib/model/subject.ts';
import { differences, truthOf } from './estate.ts';
import type { System } from './system.ts';
import type { Watch } from './watch.ts';
import type { Worker } from './worker.ts';

/** After a rollback that says done: what the entry's writes changed is as it was before them, where nobody else was at it since. */
export const checkUndone = async (
  request: Request,
  answer: Answer,
  before: Aspects,
  worker: Worker,
  watch: Watch,
  system: System,
): Promise<void> => {
  if (request.kind !== 'rollback') return;
  const now = truthOf(system.ec2.world, request.ref);
  const where = `${worker.name} of ${request.entry} on ${subjectKey(request.ref)}`;
  if (request.dryRun) {
    const changed = differences(before, now);
    if (changed.length > 0) watch.fail('dry run', `${where} changed ${changed.join(', ')}`);
    return;
  }
  if (answer.status !== 'done') return;
  const entry = await system.journal.entry(request.ref, request.entry);
  if (entry?.kind !== 'outcome') return;
  const mine = watch.effects.filter(({ intent }) => intent === entry.intent);
  const [first] = mine;
  if (first === undefined || watch.isUncertain(request.ref, first.at)) return;
  const since = watch.effects.filter(
    (effect) => effect.at >= first.at && subjectKey(effect.ref) === subjectKey(request.ref),
  );
  // Its own writes, and the last ones, which took them back.
  const last = since.at(-1)?.intent;
  if (since.some(({ intent }) => intent !== entry.intent && intent !== last)) return;
  const left = differences(settled(first.before), settled(now)).filter((name) => name !== 'usageAskedAt');
  if (left.length > 0) watch.fail('inverse', `${where} left ${left.join(', ')} other than before`);
};

/** A copy comes to its end by itself. */
const settled = ({ copies, ...aspects }: Aspects): Aspects =>
  copies === undefined
    ? aspects
    : { ...aspects, copies: copies.map((copy) => ({ ...copy, state: 'available' })) };
