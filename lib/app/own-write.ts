import type { ImageChange } from '../model/change.ts';
import type { Write } from '../model/plan.ts';
import { exceptPrincipals, type Principal } from '../model/principal.ts';

/** Whether a change is what this write does, and no more. */
export const isOfWrite = ({ actor, detail, event, snapshots }: ImageChange, write: Write): boolean => {
  // EC2's own events are of the state that an image has come to, and name nobody.
  const isOfEc2 = (state: string): boolean =>
    actor === null && detail.kind === 'state' && detail.state === state;
  switch (write.kind) {
    case 'launch-permission':
      return (
        detail.kind === 'shared' && isSame(detail.added, write.add) && isSame(detail.removed, write.remove)
      );
    case 'snapshot-permission':
      return (
        detail.kind === 'snapshot-shared' &&
        snapshots.includes(write.snapshot) &&
        isSame(detail.added, write.add) &&
        isSame(detail.removed, write.remove)
      );
    case 'tags':
      return (
        detail.kind === 'tagged' &&
        JSON.stringify(Object.entries(detail.set).toSorted()) ===
          JSON.stringify(Object.entries(write.set).toSorted()) &&
        JSON.stringify(detail.deleted.toSorted()) === JSON.stringify(Object.keys(write.remove).toSorted())
      );
    case 'deprecation':
      return event === (write.at === null ? 'DisableImageDeprecation' : 'EnableImageDeprecation');
    case 'availability':
      return event === (write.to === 'disabled' ? 'DisableImage' : 'EnableImage') || isOfEc2(write.to);
    case 'registration':
      return (
        event === (write.to === 'deregistered' ? 'DeregisterImage' : 'RestoreImageFromRecycleBin') ||
        isOfEc2(write.to === 'deregistered' ? 'deregistered' : 'available')
      );
    case 'guardrail':
      return detail.kind === 'guardrail' && detail.to === write.to;
    case 'copy':
      return detail.kind === 'created' && detail.from === 'copy';
    case 'copy-permission':
    case 'copy-removal':
      // Theirs come with the copy as the subject.
      return false;
    case 'usage-report':
    case 'quota-request':
      // Of these no event comes here.
      return false;
  }
};

const isSame = (some: readonly Principal[], others: readonly Principal[]): boolean =>
  some.length === others.length && exceptPrincipals(some, others).length === 0;
