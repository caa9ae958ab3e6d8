import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  ListGrantsCommand,
} from '@aws-sdk/client-kms';
import { Fault } from '../model/fault.ts';
import { AccountId, Region } from '../model/ids.ts';
import type { KeyGrant } from '../model/key-facts.ts';
import type { Keys } from '../ports/keys.ts';
import { datumOf } from './datum.ts';
import { asFault, present } from './faults.ts';
import type { KmsClients } from './key-aliases.ts';

/**
 * Looks at a key with the rights of the account that is to use it, by its ARN or that of an alias; at its policy and grants with
 * those of the account that has it.
 */
export const kmsKeys = (clients: KmsClients): Keys => ({
  keyFacts: ({ account, region }, name) =>
    datumOf('DescribeKey', async () => {
      const client = await clients(account, region);
      const { KeyMetadata } = await asFault(
        'DescribeKey',
        client.send(new DescribeKeyCommand({ KeyId: name })),
      );
      const { Arn, KeyState, KeyManager } = present('DescribeKey', 'KeyMetadata', KeyMetadata);
      const arn = present('DescribeKey', 'Arn', Arn);
      const [policy, grants] = await Promise.all([
        datumOf('GetKeyPolicy', async () => {
          const owner = await ownerOf(clients, arn);
          const { Policy } = await owner.send(new GetKeyPolicyCommand({ KeyId: arn }));
          return present('GetKeyPolicy', 'Policy', Policy);
        }),
        datumOf('ListGrants', async () => grantsOf(await ownerOf(clients, arn), arn)),
      ]);
      return {
        arn,
        state: present('DescribeKey', 'KeyState', KeyState),
        manager: present('DescribeKey', 'KeyManager', KeyManager),
        policy,
        grants,
      };
    }),
});

// arn:aws:kms:<region>:<account>:key/<id>
const KEY = /^arn:[^:]+:kms:([^:]+):(\d{12}):key\/.+$/;

/** Only a key's own account is told its policy (KMS API reference, GetKeyPolicy). */
const ownerOf = (clients: KmsClients, arn: string): Promise<KMSClient> => {
  const [, where, who] = KEY.exec(arn) ?? [];
  const [region, account] = [Region.safeParse(where), AccountId.safeParse(who)];
  if (region.success && account.success) return clients(account.data, region.data);
  const message = `"${arn}" is no key's ARN`;
  return Promise.reject(new Fault('DescribeKey', 'UnknownShape', message, { retryable: false }));
};

const grantsOf = async (client: KMSClient, arn: string): Promise<readonly KeyGrant[]> => {
  const all: KeyGrant[] = [];
  let marker: string | undefined;
  do {
    const page = await client.send(
      new ListGrantsCommand({ KeyId: arn, ...(marker === undefined ? {} : { Marker: marker }) }),
    );
    for (const { GranteePrincipal, Operations, Constraints } of present(
      'ListGrants',
      'Grants',
      page.Grants,
    )) {
      all.push({
        grantee: GranteePrincipal ?? '',
        operations: Operations ?? [],
        constrained: Constraints !== undefined && Object.keys(Constraints).length > 0,
      });
    }
    marker = page.Truncated === true ? present('ListGrants', 'NextMarker', page.NextMarker) : undefined;
  } while (marker !== undefined);
  return all;
};
