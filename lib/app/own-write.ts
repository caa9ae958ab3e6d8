import type { ImageChange } from '../model/change.ts';
import type { Write } from '../model/plan.ts';
import { exceptPrincipals, type Principal } from '../model/principal.ts';

/** Whether a change is what this write does, and no more. */
export const isOfWrite = ({ detail, event, snapshots }: ImageChange, write: Write): boolean => {
  switch (write.kind) {
    case 'launch-permission':
      return detail.kind === 'shared' && isSame(detail.added, write.add) && isSame(detail.removed, write.remove);
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
        JSON.stringify(Object.entries(detail.set).toSorted()) === JSON.stringify(Object.entries(write.set).toSorted()) &&
        JSON.stringify(detail.deleted.toSorted()) === JSON.stringify(write.remove.toSorted())
      );
    case 'deprecation':
      return event === (write.at === null ? 'DisableImageDeprecation' : 'EnableImageDeprecation');
    case 'availability':
      return event === (write.to === 'disabled' ? 'DisableImage' : 'EnableImage');
    case 'registration':
      return event === (write.to === 'deregistered' ? 'DeregisterImage' : 'RestoreImageFromRecycleBin');
    case 'guardrail':
      return detail.kind === 'guardrail' && detail.to === write.to;
  }
};

const isSame = (some: readonly Principal[], others: readonly Principal[]): boolean =>
  some.length === others.length && exceptPrincipals(some, others).length === 0;
