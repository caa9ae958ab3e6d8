import type { Datum, Fact, SubjectState } from '../model/image.ts';
import type { Match } from '../model/policy.ts';
import { isInstance, subjectKey } from '../model/subject.ts';
import { faultOf } from './judge.ts';
import type { Failure } from './rule.ts';
import { asksForImage } from './scope.ts';
import { datumOf } from './scope-subject.ts';

/**
 * Why nobody can tell whether these scopes hold: what they ask for is not to be read, or the account stands nowhere in the
 * organisation. `what` names the first of them. Throws when nobody read what they ask for: a bug of the caller.
 */
export const unsureFailure = (state: SubjectState, scopes: readonly Match[], what: string): Failure => {
  for (const fact of factsOfScopes(state, scopes)) {
    const datum: Datum<unknown> = datumOf(state, fact);
    if (datum.kind === 'unread') {
      throw new Error(`${what} asks for the ${fact} of ${subjectKey(state.ref)}, which nobody has read`);
    }
    if (datum.kind === 'known') continue;
    const fault = faultOf(fact, datum);
    return { ...fault, reason: `Whether ${what} holds cannot be told. ${fault.reason}` };
  }
  return {
    detail: { kind: 'unreadable', datum: 'organization', code: 'AccountUnknown' },
    reason: `Whether ${what} holds cannot be told: the organisation does not list account ${state.ref.account}.`,
  };
};

/** An instance says itself which image it runs from; the tags and the name are the image's. */
const factsOfScopes = ({ ref }: SubjectState, scopes: readonly Match[]): readonly Fact[] => [
  ...(isInstance(ref) && scopes.some(({ images }) => images !== undefined) ? (['instance'] as const) : []),
  ...(scopes.some(asksForImage) ? (['image'] as const) : []),
];
