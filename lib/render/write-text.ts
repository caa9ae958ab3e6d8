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
    case 'copy':
      return copyText(write, wording);
    case 'copy-permission':
      return `${sides(write, options, wording)} on its copy ${wording.id(write.copy)}`;
    case 'copy-removal':
      return `take its copy ${wording.id(write.copy)} away${write.snapshots ? ', with the snapshots made with it' : ''}`;
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

const DAY_S = 86_400;

const copyText = (
  { key, then, deregisterAfter, as: call }: Extract<Write, { kind: 'copy' }>,
  wording: Wording,
): string => {
  const copy = `copy it, encrypted under ${key === null ? 'a key that the policy does not name' : wording.id(key)}`;
  if (call !== undefined) return `${copy}, as ${wording.name(call.name)}`;
  const days = deregisterAfter === null ? null : Math.round((deregisterAfter / DAY_S) * 10) / 10;
  const end = days === null ? '' : `, and deregister it ${String(days)} days later if nothing refers to it`;
  return then === 'keep' ? `${copy}; the original stays` : `${copy}, then disable it${end}`;
};

const keptText = (days: number | null | undefined): string => {
  if (days === undefined) return '';
  return days === null
    ? ' for good: the Recycle Bin does not keep it'
    : ` into the Recycle Bin, which keeps it for ${String(days)} day${days === 1 ? '' : 's'}`;
};

const sides = (
  { add, remove }: Extract<Write, { kind: 'launch-permission' | 'snapshot-permission' | 'copy-permission' }>,
  options: AccountNames,
  wording: Wording,
): string =>
  [
    remove.length > 0 ? `remove ${principalList(remove, options, wording)}` : '',
    add.length > 0 ? `grant ${principalList(add, options, wording)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
