import type { Request } from '../../model/request.ts';
import { subjectKey, type SubjectRef } from '../../model/subject.ts';
import type { Hand } from './hand.ts';

/** What an earlier command began with the same subject and did not end, a sentence each; the service takes up by itself what it began. */
export const unendedLines = async (request: Request, hand: Hand): Promise<readonly string[]> =>
  hand.kind === 'direct' && 'ref' in request ? unendedOf(request.ref, hand) : [];

/** The same of a subject. */
export const unendedOf = async (
  ref: SubjectRef,
  hand: Extract<Hand, { readonly kind: 'direct' }>,
): Promise<readonly string[]> =>
  (await hand.unended(ref)).map(({ planId, action, since }) => {
    const began = `${action} for ${subjectKey(ref)} was begun at ${since}, and the journal has no end of it`;
    return action === 'rollback'
      ? `${began}: give the same rollback again to end it`
      : `${began}: ami-warden apply ${planId} ends it`;
  });
