import { Fault } from '../model/fault.ts';
import type { Asker } from '../model/asker.ts';
import type { Callers } from '../ports/callers.ts';
import { NOBODY, provenAsker } from './asker.ts';
import { type ParsedRequest, proofText } from './parse-request.ts';

/** What Lambda tells of an invocation; who invoked is not among it. */
export interface Invocation {
  readonly functionName: string;
  readonly awsRequestId: string;
}

/**
 * Who asks: proven where there is a proof, else as they say. Rejects with `Fault` for a proof that proves nothing: whoever sends
 * one does not want to be taken at their word.
 */
export const whoAsks = async (
  { request, claim, proof }: ParsedRequest,
  { functionName, awsRequestId: invocation }: Invocation,
  callers: Callers,
): Promise<Asker> => {
  const kind = claim?.kind ?? 'lambda';
  if (proof === null) {
    const nobody = { kind, name: NOBODY, arn: null };
    return { ...(claim ?? nobody), id: null, invocation };
  }
  const arn = await callers.identify(proof, proofText(request, functionName));
  if (arn !== null) return { ...provenAsker(arn, kind), invocation };
  throw new Fault(
    'proof',
    'NotProven',
    'the proof is not of this request, or AWS does not take it (any more)',
    {
      retryable: false,
    },
  );
};
