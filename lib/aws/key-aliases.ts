import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import type { KeyAliases } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, Region } from '../model/ids.ts';
import type { Datum, SnapshotFacts } from '../model/image.ts';
import { datumOf } from './datum.ts';
import { asFault, present } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { memberClients, type MemberClients, type MemberClientSettings } from './member-clients.ts';

const OPERATION = 'ListAliases';

// An image's snapshots are as a rule under one key.
const AT_ONCE = 5;

// arn:aws:kms:<region>:<account>:key/<id>
const KEY = /^arn:[^:]+:kms:([^:]+):(\d{12}):key\/.+$/;

/** Answers the KMS client of one account and region. */
export type KmsClients = MemberClients<KMSClient>;

/** KMS clients by account and region. */
export const kmsClients = (settings: MemberClientSettings): KmsClients =>
  memberClients(settings, (config) => new KMSClient(config));

/** The aliases of one key, asked for in its own account and region. Rejects with `Fault`. */
export const aliasesOf = async (clients: KmsClients, key: string): Promise<KeyAliases> => {
  const [, where, who] = KEY.exec(key) ?? [];
  const region = Region.safeParse(where);
  const account = AccountId.safeParse(who);
  if (!region.success || !account.success) {
    throw new Fault(OPERATION, 'UnknownShape', `"${key}" is no key's ARN`, { retryable: false });
  }
  // ListAliases tells of the own account's keys only (KMS API reference), so the key's account is asked.
  const client = await clients(account.data, region.data);
  const aliases: string[] = [];
  let marker: string | undefined;
  do {
    const page = await asFault(
      OPERATION,
      client.send(
        new ListAliasesCommand({ KeyId: key, ...(marker === undefined ? {} : { Marker: marker }) }),
      ),
    );
    const listed = present(OPERATION, 'Aliases', page.Aliases);
    aliases.push(...listed.flatMap(({ AliasName }) => AliasName ?? []));
    marker = page.Truncated === true ? present(OPERATION, 'NextMarker', page.NextMarker) : undefined;
  } while (marker !== undefined);
  return { key, aliases };
};

/**
 * The aliases of the keys that these snapshots are encrypted under, each key asked for once, in its own account and region. A key
 * whose account does not let us in makes the whole a fault: nobody knows by which name it goes. Never rejects.
 */
export const readKeyAliases = (
  clients: KmsClients,
  snapshots: readonly SnapshotFacts[],
): Promise<Datum<readonly KeyAliases[]>> => {
  const keys = [...new Set(snapshots.flatMap(({ kmsKey }) => kmsKey ?? []))];
  return datumOf(OPERATION, () => fewAtATime(keys, AT_ONCE, (key) => aliasesOf(clients, key)));
};
