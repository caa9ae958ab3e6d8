import type { STSClient } from '@aws-sdk/client-sts';
import type { RemediationPorts } from '../app/remediation-ports.ts';
import { actionFacts } from '../aws/action-facts.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { imageCounts } from '../aws/image-counts.ts';
import { kmsClients } from '../aws/key-aliases.ts';
import type { MemberKeys } from '../aws/member-clients.ts';
import { kmsKeys } from '../aws/key-facts.ts';
import { accountRegionObserver } from '../aws/observe-account-region.ts';
import { imageObserver } from '../aws/observe-image.ts';
import { memberCredentials } from '../aws/sessions.ts';
import { quotaClients } from '../aws/share-quota.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';

/** The role to take in accounts other than the credentials' own. */
export interface OtherRole {
  readonly name: string;
  readonly externalId?: string | undefined;
}

/** AWS in the credentials' own account, and in others under the role that was named; without one those are out of reach. `endpoint`: of a sandbox. */
export const wireOwnAws = (
  own: { readonly account: AccountId; readonly sts: STSClient; readonly clock: Clock },
  role: OtherRole | null,
  endpoint: string | undefined,
): Pick<RemediationPorts, 'reader' | 'writer' | 'imageCounts' | 'keys'> => {
  const { account: self, sts, clock } = own;
  const others =
    role === null
      ? null
      : memberCredentials({
          sts,
          roleName: role.name,
          sessionName: 'ami-warden-cli',
          clock,
          ...(role.externalId === undefined ? {} : { externalId: role.externalId }),
        });
  const credentials = (account: AccountId): Promise<MemberKeys> =>
    account === self
      ? sts.config.credentials()
      : (others?.(account) ?? Promise.reject(otherAccount(self, account)));
  const settings = { credentials, ...(endpoint === undefined ? {} : { endpoint }) };
  const clients = ec2Clients(settings);
  const quotas = quotaClients(settings);
  const actions = actionFacts({ clients, quotas, recycleBin: { ...settings, clock } });
  const kms = kmsClients(settings);
  const sources = { clients, quotas, kms, clock, actions };
  return {
    reader: { observe: imageObserver(sources), observeAccountRegion: accountRegionObserver(sources) },
    writer: ec2Writer({ clients, quotas }),
    imageCounts: imageCounts(clients, clock),
    keys: kmsKeys(kms),
  };
};

const otherAccount = (own: string, other: string): Fault =>
  new Fault(
    'AWS',
    'OtherAccount',
    `these credentials are of account ${own}, not of ${other}: --role names one to take there`,
    {
      retryable: false,
    },
  );
