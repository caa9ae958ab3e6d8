import { DeregisterImageCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { imagesContract } from './images.ts';
import { ownImage } from './own-image.ts';
import { sandboxMembers } from './sandbox-members.ts';
import { surroundingsContract } from './surroundings.ts';

const account = AccountId.parse('111122223333');
const region = Region.parse('us-east-1');

imagesContract('EC2 and STS, by the sandbox', async () => {
  const sandbox = await startSandbox();
  const { endpoint } = sandbox;
  const members = sandboxMembers(sandbox, 'remediate');
  // The account's own people make the images; the writer role may do no such thing.
  const owner = new EC2Client({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  return {
    reader: ec2Images(members),
    writer: ec2Writer(members),
    makeImage: async (name) => ({ account, region, image: await ownImage(endpoint, account, region, name) }),
    deregister: async (ref) => {
      await owner.send(new DeregisterImageCommand({ ImageId: ref.image }));
    },
    close: async () => {
      owner.destroy();
      members.close();
      await sandbox.close();
    },
  };
});

surroundingsContract('EC2 and STS, by the sandbox', async () => {
  const sandbox = await startSandbox();
  const { endpoint } = sandbox;
  const members = sandboxMembers(sandbox, 'guard');
  const owner = new EC2Client({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  return {
    reader: ec2Images(members),
    owner,
    makeImage: async (name) => ({ account, region, image: await ownImage(endpoint, account, region, name) }),
    close: async () => {
      owner.destroy();
      members.close();
      await sandbox.close();
    },
  };
});
