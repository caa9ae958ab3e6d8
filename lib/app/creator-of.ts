import type { Cause } from '../model/journal.ts';

/** The calls that make an image; bringing one back, tagging it or storing it is not making it. */
const MAKING: readonly string[] = [
  'CopyImage',
  'CreateImage',
  'CreateRestoreImageTask',
  'ImportImage',
  'RegisterImage',
];

/** Who made the image, in short, by the first of these events that is of its making; null where none is, or names anybody. */
export const creatorOf = (causes: readonly Cause[]): string | null =>
  causes.find(({ event, actor }) => MAKING.includes(event) && actor !== null)?.actor?.name ?? null;
