import { Fault } from '../model/fault.ts';
import type { AnswerNotice } from '../ports/queues.ts';
import type { NoticePorts } from './notice-ports.ts';

const TOLD = 'answered';

/** Tells somebody what came of what they asked for, once. Rejects with `Fault` for the queue to try again. */
export const tellAnswer = async (
  { id, to, remark }: AnswerNotice,
  { agenda, whispers, telemetry }: Pick<NoticePorts, 'agenda' | 'whispers' | 'telemetry'>,
): Promise<void> => {
  if (whispers === null) {
    throw new Fault('answer', 'NoWay', 'there is no Slack token to answer with', { retryable: false });
  }
  if ((await agenda.marks(id)).has(TOLD)) return;
  await whispers.whisper(to, remark);
  await agenda.mark(id, TOLD);
  telemetry.note({ kind: 'answered', to, remark });
};
