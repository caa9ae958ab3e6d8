import type { ImageChange, ParsedEvent } from '../../model/change.ts';
import { principalKey } from '../../model/principal.ts';

/** An event in words, for the story: what it says was done. */
export const titleOf = (event: ParsedEvent): string => {
  switch (event.kind) {
    case 'ignored':
      return `${event.event ?? 'an event'}: none of ours`;
    case 'malformed':
      return `${event.event ?? 'a record'} that cannot be understood`;
    case 'change':
      return changeTitle(event);
  }
};

const changeTitle = (event: ImageChange): string => {
  const { detail } = event;
  switch (detail.kind) {
    case 'created':
      return `an image was made (${detail.from})`;
    case 'shared':
    case 'snapshot-shared': {
      const added = detail.added.map(principalKey).join(', ');
      const removed = detail.removed.map(principalKey).join(', ');
      return [
        added === '' ? '' : `shared with ${added}`,
        removed === '' ? '' : `no longer shared with ${removed}`,
      ]
        .filter((part) => part !== '')
        .join('; ');
    }
    case 'shares-reset':
      return 'all shares were reset';
    case 'tagged':
      return 'tags were changed';
    case 'state':
      return `AWS says that the image is ${detail.state}`;
    case 'attribute':
      return `${detail.attribute} was changed`;
    case 'launched':
      return launchTitle(event.instances);
    case 'guardrail':
      return `a guard rail (${event.touches.join(', ')}) was switched${detail.to === null ? '' : ` to ${detail.to}`}`;
    case 'exported':
      return `the image is being written to ${detail.bucket ?? 'a bucket'}`;
    case 'importing':
      return 'an image is being imported';
    case 'unseen':
      return 'something was changed, and CloudTrail does not say what';
    case 'recheck':
      return 'the time set has come: looking again';
  }
};

const launchTitle = (instances: ImageChange['instances']): string => {
  const images = [...new Set(instances.flatMap(({ image }) => image ?? []))];
  const from = images.length === 0 ? '' : ` from ${images.join(', ')}`;
  return instances.length === 1
    ? `an instance runs${from}`
    : `${String(instances.length)} instances run${from}`;
};
