import type { Evaluation } from '../../model/finding.ts';
import type { SweepJudge } from './sweep-ports.ts';

/** Judges as an event does: findings into the journal, plans onto their queue. */
export const inService: SweepJudge = { kind: 'service' };

/** Judges with the journal's grants and first sightings, and writes nothing: each evaluation goes to `take`, in no order. */
export const forReport = (take: (evaluation: Evaluation) => void): SweepJudge => ({ kind: 'report', take });
