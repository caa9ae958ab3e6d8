import type { ImageChange, ParsedEvent } from '../../model/change.ts';

/** The line that `parse` prints for an event: one JSON object with always the same members, and a line end. */
export const lineOf = (event: ParsedEvent): string => {
  const { kind, account, region } = event;
  const images = kind === 'change' ? event.images : [];
  return `${JSON.stringify({ kind, event: event.event, account, region, images, reason: reasonOf(event) })}\n`;
};

/** Null for a change that needs no explaining: done, and its images named. */
const reasonOf = (event: ParsedEvent): string | null => {
  if (event.kind !== 'change') return event.reason;
  const { outcome } = event;
  if (outcome.kind === 'refused') return `an attempt that AWS refused: ${outcome.code}: ${outcome.message}`;
  return event.images.length > 0 ? null : withoutImage(event);
};

const withoutImage = ({ detail, snapshots, instances }: ImageChange): string => {
  if (detail.kind === 'unseen')
    return `${detail.reason}: anything of this account and region may have changed`;
  if (detail.kind === 'importing') return `began ${detail.task}, which is followed until it names its image`;
  if (detail.kind === 'guardrail') return `a guard rail of this account and region${toText(detail.to)}`;
  if (instances.length > 0) return instancesText(instances);
  if (snapshots.length > 0) return `names ${snapshots.join(', ')}: the images that it backs are looked up`;
  return 'the guard rails of this account and region are looked at again';
};

const toText = (to: string | null): string => (to === null ? '' : `, to ${to}`);

const NAMED = 3;

const instancesText = (instances: ImageChange['instances']): string => {
  const named = instances
    .slice(0, NAMED)
    .map(({ instance, image }) => (image === null ? instance : `${instance} from ${image}`));
  const rest = instances.length - named.length;
  return `names ${named.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}: the instances are judged`;
};
