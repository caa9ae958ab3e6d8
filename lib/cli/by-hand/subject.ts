import type { AccountId, Region } from '../../model/ids.ts';
import { isInstance, type AccountRegion, type ImageRef, type SubjectRef } from '../../model/subject.ts';
import { targetOf } from '../explain/target.ts';
import type { Hand } from './hand.ts';

/** What something is done to, or the sentence that says why it is nothing. */
export type Meant<Ref> =
  { readonly ok: true; readonly ref: Ref } | { readonly ok: false; readonly problem: string };

const EXPECTED = 'expected ami-…, account/region/ami-…, or account/region for its guard rails';

/** The image or account-region that a word of the command line names. */
export const imageOrPlace = (
  word: string,
  way: { readonly account?: AccountId | undefined; readonly region?: Region | undefined },
  hand: Hand,
): Meant<ImageRef | AccountRegion> => {
  const meant = subjectOf(word, way, hand);
  if (!meant.ok) return meant;
  return isInstance(meant.ref)
    ? { ok: false, problem: `${word}: nothing can be done about an instance; ${EXPECTED}` }
    : { ok: true, ref: meant.ref };
};

/** The subject that a word of the command line names. */
export const subjectOf = (
  word: string,
  { account, region }: { readonly account?: AccountId | undefined; readonly region?: Region | undefined },
  hand: Hand,
): Meant<SubjectRef> => {
  const target = targetOf(word);
  if (target === null || target.kind === 'finding') {
    return { ok: false, problem: `${JSON.stringify(word)}: ${EXPECTED}` };
  }
  if (target.kind === 'place') return { ok: true, ref: target.place };
  const place = target.place ?? placeOf(account, region, hand);
  if (place === null) {
    const problem = `${word}: expected account/region/${word}, or --account and --region: the service looks after many`;
    return { ok: false, problem };
  }
  return {
    ok: true,
    ref: target.kind === 'image' ? { ...place, image: target.id } : { ...place, instance: target.id },
  };
};

const placeOf = (
  account: AccountId | undefined,
  region: Region | undefined,
  hand: Hand,
): AccountRegion | null => {
  if (hand.kind === 'direct') {
    return { account: account ?? hand.place.account, region: region ?? hand.place.region };
  }
  return account === undefined || region === undefined ? null : { account, region };
};
