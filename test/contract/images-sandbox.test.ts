import { DeregisterImageCommand, EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { ec2Clients } from '../../lib/aws/ec2-clients.ts';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { memberCredentials } from '../../lib/aws/sessions.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { imagesContract } from './images.ts';
import { ownImage } from './own-image.ts';
import { functionKeys } from './sandbox-keys.ts';

const account = AccountId.parse('111122223333');
const region = Region.parse('us-east-1');

imagesContract('EC2 and STS, by the sandbox', async () => {
  const sandbox = await startSandbox();
  const { endpoint, clock } = sandbox;
  const sts = new STSClient({ endpoint, region, credentials: functionKeys(sandbox, 'remediate') });
  const clients = ec2Clients({
    credentials: memberCredentials({
      sts,
      roleName: 'ami-warden-writer',
      externalId: 'ami-warden-example',
      sessionName: 'ami-warden-remediate',
      clock,
    }),
    endpoint,
  });
  // The account's own people make the images; the writer role may do no such thing.
  const owner = new EC2Client({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  return {
    reader: ec2Images({ clients, clock }),
    writer: ec2Writer({ clients }),
    makeImage: async (name) => ({ account, region, image: await ownImage(endpoint, account, region, name) }),
    deregister: async (ref) => {
      await owner.send(new DeregisterImageCommand({ ImageId: ref.image }));
    },
    close: async () => {
      owner.destroy();
      sts.destroy();
      await sandbox.close();
    },
  };
});
