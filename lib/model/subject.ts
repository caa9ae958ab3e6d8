import type { AccountId, ImageId, InstanceId, Region } from './ids.ts';

/** An account in a region: what guard rails and quotas belong to. */
export interface AccountRegion {
  readonly account: AccountId;
  readonly region: Region;
}

/** The name of an image: the account that owns it, its region and its id. */
export interface ImageRef extends AccountRegion {
  readonly image: ImageId;
}

/** An instance: what the rule `launch` is held against. */
export interface InstanceRef extends AccountRegion {
  readonly instance: InstanceId;
}

/** What a rule is held against and a finding is about. */
export type SubjectRef = ImageRef | InstanceRef | AccountRegion;

export type SubjectKind = 'image' | 'instance' | 'account-region';

/** The facts of an account-region that events touch. */
export const GUARDRAIL_FACTS = [
  'imageBlockPublicAccess',
  'snapshotBlockPublicAccess',
  'allowedImages',
  'ebsEncryption',
] as const;

export const isImage = (ref: SubjectRef): ref is ImageRef => 'image' in ref;

export const isInstance = (ref: SubjectRef): ref is InstanceRef => 'instance' in ref;

export const subjectKind = (ref: SubjectRef): SubjectKind => {
  if (isImage(ref)) return 'image';
  return isInstance(ref) ? 'instance' : 'account-region';
};

/** The id of the image or instance; null for an account-region, which has none. */
export const subjectId = (ref: SubjectRef): ImageId | InstanceId | null => {
  if (isImage(ref)) return ref.image;
  return isInstance(ref) ? ref.instance : null;
};

/** `account/region/ami-…`, `account/region/i-…` or `account/region`: how a subject is written in keys and messages. */
export const subjectKey = (ref: SubjectRef): string => {
  const id = subjectId(ref);
  return `${ref.account}/${ref.region}${id === null ? '' : `/${id}`}`;
};
