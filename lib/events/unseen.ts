import type { Fact } from '../model/image.ts';
import { type CallChange, changeOf } from './call.ts';

/**
 * A change of which nobody can say what it concerns, because CloudTrail drops a side of more than 100 KB (its user guide,
 * "Record contents"): thousands of shares in a request, tags of a thousand resources, instances of a large launch.
 */
export const unseen = (
  side: 'requestParameters' | 'responseElements',
  touches: readonly Fact[],
  refusal: CallChange['refusal'],
): CallChange =>
  changeOf({
    touches,
    detail: { kind: 'unseen', reason: `CloudTrail left ${side} out, as it does with more than 100 KB` },
    refusal,
  });
