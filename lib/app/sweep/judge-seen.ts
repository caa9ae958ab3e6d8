import type { ImageChange } from '../../model/change.ts';
import { Fault } from '../../model/fault.ts';
import type { Evaluation } from '../../model/finding.ts';
import type { ImageState, InstanceState, SubjectState } from '../../model/image.ts';
import type { Cause, FindingRecord } from '../../model/journal.ts';
import type { OpenFinding } from '../../model/open-finding.ts';
import { isImage, subjectKey, subjectKind, type SubjectRef } from '../../model/subject.ts';
import type { ImageReader } from '../../ports/images.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { judgeSubject } from '../judge-subject.ts';
import { firstSeenOf, grantsOf } from '../record-findings.ts';
import { withNewer } from './seen-state.ts';
import type { Sweeping } from './sweeping.ts';
import { withoutLater } from './withheld.ts';
import { wouldChange } from './would-change.ts';

const NONE: readonly OpenFinding[] = [];

/**
 * Judges what was seen of a subject. In service the journal is asked only where the evaluation differs from what is open. A subject
 * that cannot be judged in full is a gap, and no other's.
 */
export const judgeSeen = async (state: SubjectState, sweeping: Sweeping): Promise<void> => {
  const { judge } = sweeping.request;
  const open = sweeping.open.get(subjectKey(state.ref)) ?? NONE;
  if (judge.kind === 'report') {
    // Only the whole record tells of grants.
    const byHand = open.some((finding) => finding.byHand);
    const records = byHand ? await sweeping.ports.journal.findings(state.ref) : [];
    judge.take(evaluated(state, open, records, sweeping));
    return;
  }
  const evaluation = evaluated(state, open, [], sweeping);
  if (wouldChange(evaluation, open, sweeping.rules)) await judgeInService(state, evaluation, sweeping);
};

/** The evaluation of a state, without what is read later. */
export const evaluated = (
  state: SubjectState,
  open: readonly OpenFinding[],
  records: readonly FindingRecord[],
  { policy, organization, ports }: Sweeping,
): Evaluation =>
  withoutLater(
    evaluate({
      state,
      policy,
      organization,
      touched: SUBJECT_FACTS[subjectKind(state.ref)],
      firstSeen:
        records.length > 0 ? firstSeenOf(records) : new Map(open.map(({ id, firstSeen }) => [id, firstSeen])),
      grants: grantsOf(records),
      now: ports.clock.now(),
    }),
  );

const judgeInService = async (
  state: SubjectState,
  evaluation: Evaluation | null,
  sweeping: Sweeping,
): Promise<void> => {
  const { ref } = state;
  try {
    await wayOfEvent(ref, seenReader(state, sweeping), sweeping);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // What could not be read is a gap already.
    if (evaluation?.verdicts.some(({ verdict }) => verdict === 'error') === true) return;
    sweeping.tally.gap(isImage(ref) ? ref.image : null, fault);
  }
};

/** Judges a subject as if an event had named it, with this reader. Rejects with `Fault`. */
export const wayOfEvent = async (ref: SubjectRef, reader: ImageReader, sweeping: Sweeping): Promise<void> => {
  const { request, ports, startedAt } = sweeping;
  const { account, region } = ref;
  const cause: Cause = { event: 'Sweep', eventId: request.id, at: startedAt, actor: null, refused: null };
  const change: ImageChange = {
    kind: 'change',
    event: cause.event,
    eventId: cause.eventId,
    requestId: null,
    at: cause.at,
    account,
    region,
    images: isImage(ref) ? [ref.image] : [],
    snapshots: [],
    instances: [],
    actor: null,
    outcome: { kind: 'done' },
    // All of them, so that what is off now closes as well.
    touches: SUBJECT_FACTS[subjectKind(ref)],
    detail: { kind: 'recheck', dueAt: startedAt },
  };
  await judgeSubject({ ref, launched: null }, change, cause, { ...ports, reader });
};

/** Answers what this sweep saw, with what the inventory holds newer. */
const seenReader = (state: SubjectState, { ports }: Sweeping): ImageReader => ({
  ...ports.reader,
  observe: async (ref) => {
    const known = await ports.inventory.image(ref);
    return { kind: 'state', state: withNewer(state as ImageState, known?.value ?? null) };
  },
  observeInstance: () => Promise.resolve({ kind: 'state', state: state as InstanceState }),
  observeAccountRegion: () => Promise.resolve(state),
});
