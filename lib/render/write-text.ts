import type { Write } from '../model/plan.ts';
import type { AccountNames } from './alert-options.ts';
import { principalList } from './principal-text.ts';
import type { Wording } from './wording.ts';

/** What a write does, as a phrase without a full stop: `remove public`, `set tags Owner`. */
export const writeText = (write: Write, options: AccountNames, wording: Wording): string => {
  switch (write.kind) {
    case 'launch-permission':
      return sides(write, options, wording);
    case 'snapshot-permission':
      return `${sides(write, options, wording)} on ${wording.id(write.snapshot)}`;
    case 'tags': {
      const set = Object.entries(write.set).map(([tag, value]) => `${wording.id(tag)}=${wording.id(value)}`);
      return write.remove.length > 0
        ? `remove tags ${write.remove.map((tag) => wording.id(tag)).join(', ')}`
        : `set tags ${set.join(', ')}`;
    }
    case 'deprecation':
      return write.at === null ? 'take the deprecation date away' : `deprecate at ${wording.id(write.at)}`;
    case 'availability':
      return write.to === 'disabled' ? 'disable' : 'enable';
    case 'registration':
      return write.to === 'deregistered' ? 'deregister' : 'restore from the Recycle Bin';
    case 'guardrail':
      return `set ${write.guardrail} to ${wording.id(write.to)}`;
  }
};

const sides = (
  { add, remove }: Extract<Write, { kind: 'launch-permission' | 'snapshot-permission' }>,
  options: AccountNames,
  wording: Wording,
): string =>
  [
    remove.length > 0 ? `remove ${principalList(remove, options, wording)}` : '',
    add.length > 0 ? `grant ${principalList(add, options, wording)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
