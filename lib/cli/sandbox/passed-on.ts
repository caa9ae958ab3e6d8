import type { ParsedEvent } from '../../model/change.ts';

/** Whether an event is a timer of our own on its way: SQS waits for 15 minutes at most, so one that is due later is sent on. */
export const isPassedOn = (event: ParsedEvent, at: string): boolean => {
  if (event.kind !== 'change') return false;
  const { detail } = event;
  return (detail.kind === 'recheck' || detail.kind === 'importing') && detail.dueAt > at;
};
