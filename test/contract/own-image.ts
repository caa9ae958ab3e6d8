import { DescribeSnapshotsCommand, EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { ImageId, type AccountId, type Region } from '../../lib/model/ids.ts';

/** Registers an image in the sandbox from the account's unencrypted snapshot, as the account's own people would. */
export const ownImage = async (
  endpoint: string,
  account: AccountId,
  region: Region,
  name = 'own',
): Promise<ImageId> => {
  const credentials = { accessKeyId: account, secretAccessKey: 'any' };
  const owner = new EC2Client({ endpoint, region, credentials });
  const { Snapshots = [] } = await owner.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
  const snapshot = Snapshots.find(({ Encrypted }) => Encrypted === false)?.SnapshotId;
  const { ImageId: id } = await owner.send(
    new RegisterImageCommand({
      Name: name,
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot } }],
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'owner', Value: 'team' }] }],
    }),
  );
  owner.destroy();
  return ImageId.parse(id);
};
