import { STSClient } from '@aws-sdk/client-sts';
import { actionFacts } from '../../lib/aws/action-facts.ts';
import { ec2Clients } from '../../lib/aws/ec2-clients.ts';
import { kmsClients } from '../../lib/aws/key-aliases.ts';
import type { MemberClientSettings } from '../../lib/aws/member-clients.ts';
import type { ImageObserverPorts } from '../../lib/aws/observe-image.ts';
import { memberCredentials } from '../../lib/aws/sessions.ts';
import { quotaClients } from '../../lib/aws/share-quota.ts';
import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import { functionKeys } from './sandbox-keys.ts';

const ROLES = { guard: 'ami-warden-reader', remediate: 'ami-warden-writer' } as const;

/** The sandbox's member accounts as one of the functions reaches them, under the role that our templates give it. */
export const sandboxMembers = (
  sandbox: Sandbox,
  name: keyof typeof ROLES,
): ImageObserverPorts & { readonly settings: MemberClientSettings; readonly close: () => void } => {
  const { endpoint, clock } = sandbox;
  const sts = new STSClient({
    endpoint,
    region: 'us-east-1',
    credentials: functionKeys(sandbox, name),
    maxAttempts: 1,
  });
  const settings = {
    credentials: memberCredentials({
      sts,
      roleName: ROLES[name],
      externalId: 'ami-warden-example',
      sessionName: `ami-warden-${name}`,
      clock,
    }),
    endpoint,
  };
  const members = { clients: ec2Clients(settings), quotas: quotaClients(settings) };
  return {
    ...members,
    settings,
    kms: kmsClients(settings),
    clock,
    actions: actionFacts({ ...members, recycleBin: { ...settings, clock } }),
    close: () => {
      sts.destroy();
    },
  };
};
