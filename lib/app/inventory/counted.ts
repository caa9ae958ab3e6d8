import type { KnownImage } from '../../model/inventory.ts';
import type { CountChange } from '../../ports/inventory.ts';

/** Whether everybody may launch it, by the later of the two facts that tell. */
const isPublic = ({ facts: { image, launchPermission } }: KnownImage): boolean => {
  if (launchPermission !== undefined && (image === undefined || launchPermission.readAt >= image.readAt)) {
    return launchPermission.value.some(({ kind }) => kind === 'public');
  }
  return image?.value.public ?? false;
};

/** By how much the counts of a place change when what is known of an image changes from one to the other; null: it is not known. */
export const countChange = (before: KnownImage | null, after: KnownImage | null): CountChange => {
  const amis = Number(after !== null) - Number(before !== null);
  const publicAmis = Number(after !== null && isPublic(after)) - Number(before !== null && isPublic(before));
  return {
    ...(amis === 0 ? {} : { amis }),
    ...(publicAmis === 0 ? {} : { 'public-amis': publicAmis }),
  };
};
