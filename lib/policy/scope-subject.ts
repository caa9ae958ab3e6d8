import type { Datum, Fact, ImageFacts, SubjectState } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import { isImage, isInstance } from '../model/subject.ts';
import type { ScopeSubject } from './scope.ts';

/** A fact of a state as far as it is known; one that is absent was not read. */
export const datumOf = (state: SubjectState, fact: Fact): Datum<unknown> => state[fact] ?? { kind: 'unread' };

/** The image that a state tells of: its own, or the one that an instance runs from. */
export const imageDatum = (state: SubjectState): Datum<ImageFacts> => state.image ?? { kind: 'unread' };

/** What scopes are held against for a subject as it was observed. */
export const scopeSubject = (state: SubjectState, organization: Organization): ScopeSubject => ({
  account: state.ref.account,
  region: state.ref.region,
  hasImage: isImage(state.ref) || isInstance(state.ref),
  image: imageId(state),
  facts: imageDatum(state),
  organization,
  severity: null,
});

const imageId = (state: SubjectState): string | null => {
  if (isImage(state.ref)) return state.ref.image;
  return state.instance?.kind === 'known' ? state.instance.value.image : null;
};
