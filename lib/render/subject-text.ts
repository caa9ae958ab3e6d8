import { isImage, isInstance, subjectId, type SubjectRef } from '../model/subject.ts';
import { plain } from './plain.ts';
import type { Wording } from './wording.ts';

/** The subject in one line without names that others chose: `ami-…, 222233334444 eu-west-1`; an account-region is its place alone. */
export const subjectPlace = (ref: SubjectRef): string => {
  const id = subjectId(ref);
  const place = `${plain(ref.account, 20)} ${plain(ref.region, 30)}`;
  return id === null ? place : `${plain(id, 40)}, ${place}`;
};

/** What the subject is called in a list of facts, and its id with the image's name; for an account-region what it stands for. */
export const subjectText = (
  ref: SubjectRef,
  imageName: string | null,
  wording: Wording,
): readonly [label: string, text: string] => {
  const named = (id: string): string =>
    `${wording.id(id)}${imageName === null ? '' : ` ${wording.name(imageName)}`}`;
  if (isImage(ref)) return ['Image', named(ref.image)];
  return isInstance(ref)
    ? ['Instance', wording.id(ref.instance)]
    : ['Subject', 'the settings of this account and region'];
};
