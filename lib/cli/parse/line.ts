import type { ParsedEvent } from '../../model/change.ts';

/** The line that `parse` prints for an event: one JSON object with always the same members, and a line end. */
export const lineOf = (event: ParsedEvent): string => {
  const { kind, account, region } = event;
  const images = kind === 'change' ? event.images : [];
  return `${JSON.stringify({ kind, event: event.event, account, region, images, reason: reasonOf(event) })}\n`;
};

/** Null for a change that needs no explaining: done, and its images named. */
const reasonOf = (event: ParsedEvent): string | null => {
  if (event.kind !== 'change') return event.reason;
  const { outcome, images, snapshots } = event;
  if (outcome.kind === 'refused') return `an attempt that AWS refused: ${outcome.code}: ${outcome.message}`;
  if (images.length > 0) return null;
  if (snapshots.length > 0) return `names ${snapshots.join(', ')}: the images that it backs are looked up`;
  return 'CloudTrail left the parameters out (more than 100 KB): any image of this account and region may have been shared';
};
