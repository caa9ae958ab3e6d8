import { Fault } from '../model/fault.ts';
import type { AnyFact, Datum, Fact, SubjectState } from '../model/image.ts';
import type { ImageId } from '../model/ids.ts';
import { type AccountRegion, type ImageRef, isImage, isInstance, type SubjectRef } from '../model/subject.ts';
import type { GuardPorts } from './guard-ports.ts';

/** What is to be judged. `launched`: the image that an event names for an instance. */
export interface Subject {
  readonly ref: SubjectRef;
  readonly launched: ImageId | null;
}

/** `gone`: AWS says that there is no such image or instance. */
export type SubjectObservation =
  | { readonly kind: 'state'; readonly state: SubjectState }
  | { readonly kind: 'gone'; readonly observedAt: string };

/** Reads a subject. An account that cannot be reached at all is a fault of every group of facts: `error` verdicts, as for any other. */
export const observeSubject = async (
  { ref, launched }: Subject,
  facts: readonly Fact[],
  ports: Pick<GuardPorts, 'reader' | 'clock'>,
): Promise<SubjectObservation> => {
  try {
    if (isInstance(ref)) return await ports.reader.observeInstance(ref, launched, facts);
    return await read(ref, facts, ports.reader);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const { operation, code, message, retryable } = cause;
    const fault: Datum<never> = { kind: 'fault', operation, code, message, retryable };
    const observedAt = ports.clock.now().toISOString();
    return {
      kind: 'state',
      state: { ref, observedAt, ...Object.fromEntries(facts.map((fact) => [fact, fault])) },
    };
  }
};

/** Reads what there are remediations for. Rejects with `Fault` when the account cannot be reached. */
export const read = async (
  ref: ImageRef | AccountRegion,
  facts: readonly AnyFact[],
  reader: Pick<GuardPorts['reader'], 'observe' | 'observeAccountRegion'>,
): Promise<SubjectObservation> =>
  isImage(ref)
    ? reader.observe(ref, facts)
    : { kind: 'state', state: await reader.observeAccountRegion(ref, facts) };
