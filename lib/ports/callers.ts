import type { CallerProof } from '../model/request.ts';

/** Finds out who signed a proof. */
export interface Callers {
  /** The ARN of AWS's identity, null when the proof is none, or none of `about`. Rejects with `Fault` when AWS could not be asked. */
  identify(proof: CallerProof, about: string): Promise<string | null>;
}
