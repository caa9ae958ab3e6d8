import { sha256Hex } from '../../model/hash.ts';
import type { AccountId, Region } from '../../model/ids.ts';
import { AwsError } from '../wire/service.ts';

/** A KMS key. `users`: accounts that its policy lets use it, besides its own; `organization`: or all of an organisation. */
export interface StoredKey {
  readonly arn: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly aliases: readonly string[];
  readonly managed: boolean;
  readonly enabled: boolean;
  /** Whether its deletion was scheduled: it is not to be used then either. */
  readonly deleting?: boolean;
  readonly users: readonly string[];
  readonly organization: string | null;
  /** Accounts that have a grant on it, beside what the policy says. */
  readonly granted?: readonly string[];
}

/** The KMS keys, by ARN. */
export class KeyRing {
  private readonly keys = new Map<string, StoredKey>();

  put(key: StoredKey): void {
    this.keys.set(key.arn, key);
  }

  get(arn: string): StoredKey | null {
    return this.keys.get(arn) ?? null;
  }

  /** The keys of one account and region, in the order in which they came. */
  of(account: AccountId, region: Region): readonly StoredKey[] {
    return [...this.keys.values()].filter((key) => key.account === account && key.region === region);
  }

  /** The account's own aws/ebs key, made when first asked for, as EBS does. */
  defaultKey(account: AccountId, region: Region): StoredKey {
    const hex = sha256Hex(`aws/ebs ${account} ${region}`);
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    const arn = `arn:aws:kms:${region}:${account}:key/${id}`;
    const known = this.keys.get(arn);
    if (known !== undefined) return known;
    const key: StoredKey = {
      arn,
      account,
      region,
      aliases: ['alias/aws/ebs'],
      managed: true,
      enabled: true,
      users: [],
      organization: null,
    };
    this.keys.set(arn, key);
    return key;
  }

  /** A key as requests name it: its ARN, its id, an alias, or an alias's ARN. Throws InvalidParameterValue. */
  resolve(name: string, account: AccountId, region: Region): StoredKey {
    const arn = /^arn:aws:kms:([^:]+):(\d{12}):(.+)$/.exec(name);
    const [where, who, what] = arn === null ? [region, account, name] : [arn[1], arn[2], arn[3] ?? ''];
    if (what === 'alias/aws/ebs' && who === account) return this.defaultKey(account, region);
    const key = [...this.keys.values()].find(
      (candidate) =>
        candidate.region === where &&
        candidate.account === who &&
        (candidate.aliases.includes(what) || candidate.arn.endsWith(`:key/${what.replace(/^key\//, '')}`)),
    );
    if (key?.region === region) return key;
    throw new AwsError('InvalidParameterValue', `Value (${name}) for parameter KmsKeyId is invalid.`);
  }
}

/** Whether the account may use the key: its own, named in the key's policy, or of the organisation that is. */
export const mayUseKey = (
  key: StoredKey,
  account: AccountId,
  membership: (account: AccountId) => { readonly organization: string } | null,
): boolean => {
  if (!key.enabled || key.deleting === true) return false;
  return isLetIn(key, account, membership);
};

/** Whether the key's policy, or a grant, lets the account use it, whatever state it is in. */
export const isLetIn = (
  key: StoredKey,
  account: AccountId,
  membership: (account: AccountId) => { readonly organization: string } | null,
): boolean => {
  const named = [...key.users, ...(key.granted ?? [])];
  if (key.account === account || named.includes(account)) return true;
  return !key.managed && key.organization !== null && membership(account)?.organization === key.organization;
};
