import type { FindingDetail } from '../model/finding.ts';
import type { AccountNames } from './alert-options.ts';
import { principalText } from './principal-text.ts';
import type { Wording } from './wording.ts';

/** What exactly fails: the principal, device, tag, attribute, switch, number or datum. */
export const detailText = (detail: FindingDetail, options: AccountNames, wording: Wording): string => {
  const { id, name } = wording;
  switch (detail.kind) {
    case 'principal':
      return `shared with ${principalText(detail.principal, options, wording)}`;
    case 'snapshot-principal':
      return `snapshot ${id(detail.snapshot)} shared with ${principalText(detail.principal, options, wording)}`;
    case 'device': {
      const snapshot = detail.snapshot === null ? '' : `, snapshot ${id(detail.snapshot)}`;
      const key = detail.kmsKey === null ? 'not encrypted' : `encrypted under ${id(detail.kmsKey)}`;
      return `device ${id(detail.device)}${snapshot}, ${key}`;
    }
    case 'tag':
      return detail.value === null
        ? `tag ${name(detail.tag)} is missing`
        : `tag ${name(detail.tag)} is ${name(detail.value)}`;
    case 'attribute':
      return detail.value === null
        ? `${id(detail.attribute)} is missing`
        : `${id(detail.attribute)} is ${name(detail.value)}`;
    case 'export':
      return exportText(detail, wording);
    case 'guardrail': {
      const by = detail.managed ? ', set by a declarative policy of the organisation' : '';
      return `${id(detail.guardrail)} is ${id(detail.value)}${by}`;
    }
    case 'quota':
      return `${id(detail.quota)}: ${String(detail.used)} of ${String(detail.limit)} (${shareOf(detail)}), past its ${detail.level} threshold`;
    case 'launch': {
      const owner =
        detail.owner === null ? 'an owner that is not known' : ownerText(detail.owner, options, wording);
      return `runs from ${id(detail.image)} of ${owner}`;
    }
    case 'assertion':
      return 'what the rule asserts does not hold';
    case 'unreadable':
      return `${id(detail.datum)} could not be read: ${id(detail.code)}`;
  }
};

const exportText = (
  { how, bucket, key }: Extract<FindingDetail, { kind: 'export' }>,
  { id, name }: Wording,
): string => {
  const what = how === 'store' ? 'stored as an object' : 'exported';
  if (bucket === null) return `${what}, to a bucket that AWS does not name`;
  return `${what} in bucket ${id(bucket)}${key === null ? '' : `, key ${name(key)}`}`;
};

const shareOf = ({ used, limit }: Extract<FindingDetail, { kind: 'quota' }>): string =>
  limit > 0 ? `${String(Math.floor((used / limit) * 100))} %` : 'no room at all';

const ownerText = (owner: string, { accountName }: AccountNames, wording: Wording): string => {
  if (!/^\d{12}$/u.test(owner)) return wording.id(owner);
  const known = accountName(owner);
  return known === null
    ? `account ${wording.id(owner)}`
    : `account ${wording.id(owner)} (${wording.name(known)})`;
};
