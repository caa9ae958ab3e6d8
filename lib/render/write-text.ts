import type { QuotaName } from '../model/facts.ts';
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
      const gone = Object.keys(write.remove).map((tag) => wording.id(tag));
      return gone.length > 0 ? `remove tags ${gone.join(', ')}` : `set tags ${set.join(', ')}`;
    }
    case 'deprecation':
      return write.at === null ? 'take the deprecation date away' : `deprecate at ${wording.id(write.at)}`;
    case 'availability':
      return write.to === 'disabled' ? 'disable' : 'enable';
    case 'registration':
      return write.to === 'deregistered'
        ? `deregister${keptText(write.keptDays)}`
        : 'restore from the Recycle Bin';
    case 'usage-report':
      return 'ask AWS which other accounts use it';
    case 'guardrail':
      return `set ${write.guardrail} to ${wording.id(write.to)}`;
    case 'quota-request':
      return `ask AWS for a quota of ${String(write.to)} ${QUOTAS[write.quota]}`;
  }
};

const QUOTAS: Readonly<Record<QuotaName, string>> = {
  amis: 'images',
  'public-amis': 'public images',
  'ami-shares': 'shares of an image',
  snapshots: 'snapshots',
};

const keptText = (days: number | null | undefined): string => {
  if (days === undefined) return '';
  return days === null
    ? ' for good: the Recycle Bin does not keep it'
    : ` into the Recycle Bin, which keeps it for ${String(days)} day${days === 1 ? '' : 's'}`;
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
