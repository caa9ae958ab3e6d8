import type { Write } from '../model/plan.ts';
import type { SubjectRef } from '../model/subject.ts';

/** Sends writes; the only way in which this service changes anything in a member account. */
export interface Writer {
  /** One request with exactly what the write names. Asking twice does no harm. Answers AWS's request id; rejects with `Fault`. */
  send(ref: SubjectRef, write: Write): Promise<{ readonly requestId: string | null }>;
}
