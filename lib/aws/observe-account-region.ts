import {
  GetAllowedImagesSettingsCommand,
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { EbsEncryptionDefault, GuardrailState, ManagedBy } from '../model/facts.ts';
import type { AnyFact, Datum } from '../model/image.ts';
import type { ImageReader } from '../ports/images.ts';
import { datumOf } from './datum.ts';
import { present } from './faults.ts';
import type { ImageObserverPorts } from './observe-image.ts';

// What the account may not change is not to be promised: any manager but the account is taken for a policy.
const managerOf = (managedBy: string | undefined): ManagedBy =>
  managedBy === undefined || managedBy === 'account' ? 'account' : 'declarative-policy';

const guardrail = (
  operation: string,
  member: string,
  read: () => Promise<{ readonly state: string | undefined; readonly managedBy: string | undefined }>,
): Promise<Datum<GuardrailState>> =>
  datumOf(operation, async () => {
    const { state, managedBy } = await read();
    return {
      state: present(operation, member, state),
      managedBy: managerOf(managedBy),
    };
  });

const imageBlock = (client: EC2Client): Promise<Datum<GuardrailState>> =>
  guardrail('GetImageBlockPublicAccessState', 'imageBlockPublicAccessState', async () => {
    const answer = await client.send(new GetImageBlockPublicAccessStateCommand({}));
    return { state: answer.ImageBlockPublicAccessState, managedBy: answer.ManagedBy };
  });

const snapshotBlock = (client: EC2Client): Promise<Datum<GuardrailState>> =>
  guardrail('GetSnapshotBlockPublicAccessState', 'state', async () => {
    const answer = await client.send(new GetSnapshotBlockPublicAccessStateCommand({}));
    return { state: answer.State, managedBy: answer.ManagedBy };
  });

const allowed = (client: EC2Client): Promise<Datum<GuardrailState>> =>
  guardrail('GetAllowedImagesSettings', 'state', async () => {
    const answer = await client.send(new GetAllowedImagesSettingsCommand({}));
    return { state: answer.State, managedBy: answer.ManagedBy };
  });

const encryption = (client: EC2Client): Promise<Datum<EbsEncryptionDefault>> =>
  datumOf('GetEbsEncryptionByDefault', async () => {
    const answer = await client.send(new GetEbsEncryptionByDefaultCommand({}));
    const member = answer.EbsEncryptionByDefault;
    return { enabled: present('GetEbsEncryptionByDefault', 'ebsEncryptionByDefault', member) };
  });

/** What only an inventory tells: how much is used of a quota no single look can count. */
const UNCOUNTED: Datum<never> = {
  kind: 'fault',
  operation: 'counting what is used',
  code: 'NotCounted',
  message: 'a look at one account and region does not count it; an inventory tells it',
  retryable: false,
};

/** Reads the guard rails of an account and region, one call for each that is asked for, side by side. */
export const accountRegionObserver =
  ({
    clients,
    clock,
    actions,
  }: Pick<ImageObserverPorts, 'clients' | 'clock' | 'actions'>): ImageReader['observeAccountRegion'] =>
  async (ref, facts) => {
    const client = await clients(ref.account, ref.region);
    const observedAt = clock.now().toISOString();
    const wants = (fact: AnyFact): boolean => facts.includes(fact);
    const [imageBlockPublicAccess, snapshotBlockPublicAccess, allowedImages, ebsEncryption] =
      await Promise.all([
        wants('imageBlockPublicAccess') ? imageBlock(client) : undefined,
        wants('snapshotBlockPublicAccess') ? snapshotBlock(client) : undefined,
        wants('allowedImages') ? allowed(client) : undefined,
        wants('ebsEncryption') ? encryption(client) : undefined,
      ]);
    return {
      ref,
      observedAt,
      ...(imageBlockPublicAccess && { imageBlockPublicAccess }),
      ...(snapshotBlockPublicAccess && { snapshotBlockPublicAccess }),
      ...(allowedImages && { allowedImages }),
      ...(ebsEncryption && { ebsEncryption }),
      ...(wants('quotas') && { quotas: UNCOUNTED }),
      ...(await actions?.ofAccountRegion(ref, facts)),
    };
  };
