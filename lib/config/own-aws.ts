import type { RemediationPorts } from '../app/remediation-ports.ts';
import { actionFacts } from '../aws/action-facts.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { imageCounts } from '../aws/image-counts.ts';
import { kmsClients } from '../aws/key-aliases.ts';
import { kmsKeys } from '../aws/key-facts.ts';
import { accountRegionObserver } from '../aws/observe-account-region.ts';
import { imageObserver } from '../aws/observe-image.ts';
import { quotaClients } from '../aws/share-quota.ts';
import { type OtherRole, type Own, ownMembers } from './own-members.ts';

/** AWS in the credentials' own account, and in others under the role that was named; without one those are out of reach. `endpoint`: of a sandbox. */
export const wireOwnAws = (
  own: Own,
  role: OtherRole | null,
  endpoint: string | undefined,
): Pick<RemediationPorts, 'reader' | 'writer' | 'imageCounts' | 'keys'> => {
  const { clock } = own;
  const settings = ownMembers(own, role, endpoint);
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
