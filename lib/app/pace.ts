import type { Write } from '../model/plan.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { kindOf } from '../remediation/writes.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** How long AWS asks for between two calls, in milliseconds; 0 where it lets several through at once. */
const spacingOf = (write: Write): number => {
  const { burst, perSecond } = kindOf(write.kind).pace;
  return burst > 1 ? 0 : 1000 / perSecond;
};

/** The states that a Disable call brings a guard rail to; every other is an Enable call's. Each has a bucket of its own. */
const OFF: readonly string[] = ['unblocked', 'disabled'];

const isSameCall = (one: Write, other: Write): boolean => {
  if (one.kind !== 'guardrail' || other.kind !== 'guardrail') return one.kind === other.kind;
  return one.guardrail === other.guardrail && OFF.includes(one.to) === OFF.includes(other.to);
};

/**
 * Waits until AWS takes the call that a write is, where it takes one at a time, by what the journal says of our own last one.
 * Another's call may have taken the place: then AWS says so, and the write is tried again later.
 */
export const keepPace = async (
  ref: SubjectRef,
  write: Write,
  ports: { readonly journal: Pick<Journal, 'entries'> } & Pick<RemediationPorts, 'clock' | 'pause'>,
): Promise<void> => {
  const spacing = spacingOf(write);
  if (spacing === 0) return;
  const now = ports.clock.now().getTime();
  const entries = await ports.journal.entries(ref, new Date(now - spacing).toISOString());
  const intents = entries.filter(
    (entry) => entry.kind === 'intent' && entry.action.writes.some((other) => isSameCall(other, write)),
  );
  // The last is the intent of this very write.
  const before = intents.at(-2);
  const wait = before === undefined ? 0 : Date.parse(before.at) + spacing - now;
  if (wait > 0) await ports.pause(wait);
};
