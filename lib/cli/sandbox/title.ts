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
    case 'recheck':
      return 'the time set has come: looking again';
  }
};
