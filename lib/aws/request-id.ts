import { asFault } from './faults.ts';

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** Waits for an answer and gives AWS's request id of it; null where there is none. Rejects with `Fault`. */
export const requestIdOf = async (operation: string, answer: Promise<Answer>): Promise<string | null> =>
  (await asFault(operation, answer)).$metadata.requestId ?? null;
