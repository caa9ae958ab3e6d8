import { AccountId, ImageId, InstanceId, Region } from '../../model/ids.ts';
import { subjectId, type AccountRegion, type SubjectRef } from '../../model/subject.ts';

/** What is to be explained. A null `place`: wherever a subject of that id is. */
export type Target =
  | { readonly kind: 'finding'; readonly id: string }
  | { readonly kind: 'image'; readonly id: ImageId; readonly place: AccountRegion | null }
  | { readonly kind: 'instance'; readonly id: InstanceId; readonly place: AccountRegion | null }
  | { readonly kind: 'place'; readonly place: AccountRegion };

/** Reads what stands on the command line; null when it is none of these. */
export const targetOf = (text: string): Target | null => {
  if (/^[0-9a-f]{16}$/.test(text)) return { kind: 'finding', id: text };
  const parts = text.split('/');
  if (parts.length === 1) return idOf(text, null);
  const [account, region, id, ...more] = parts;
  const place = placeOf(account, region);
  if (place === null || more.length > 0) return null;
  return id === undefined ? { kind: 'place', place } : idOf(id, place);
};

const idOf = (id: string, place: AccountRegion | null): Target | null => {
  const image = ImageId.safeParse(id);
  if (image.success) return { kind: 'image', id: image.data, place };
  const instance = InstanceId.safeParse(id);
  return instance.success ? { kind: 'instance', id: instance.data, place } : null;
};

/** Whether a subject is the one meant; a finding is told by judging alone. */
export const isMeant = (target: Exclude<Target, { kind: 'finding' }>, ref: SubjectRef): boolean => {
  const { place } = target;
  if (place !== null && (place.account !== ref.account || place.region !== ref.region)) return false;
  return target.kind === 'place' ? subjectId(ref) === null : subjectId(ref) === target.id;
};

const placeOf = (account: string | undefined, region: string | undefined): AccountRegion | null => {
  const [known, where] = [AccountId.safeParse(account), Region.safeParse(region)];
  return known.success && where.success ? { account: known.data, region: where.data } : null;
};
