import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { describe } from 'vitest';
import { ec2Clients } from '../../lib/aws/ec2-clients.ts';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { memberCredentials } from '../../lib/aws/sessions.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import { imagesContract } from './images.ts';
import { hasMoto, startMoto } from './moto.ts';

const account = AccountId.parse('222233334444');
const region = Region.parse('eu-west-1');
const clock = { now: () => new Date() };

describe.skipIf(!hasMoto)('a second emulator', () => {
  imagesContract(
    'EC2 and STS, by moto',
    async () => {
      const moto = await startMoto();
      const sts = new STSClient({
        endpoint: moto.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: '999988887777', secretAccessKey: 'any' },
      });
      const credentials = memberCredentials({
        sts,
        roleName: 'ami-warden-writer',
        externalId: 'ami-warden-example',
        sessionName: 'ami-warden-remediate',
        clock,
      });
      const clients = ec2Clients({ credentials, endpoint: moto.endpoint });
      const ec2 = await clients(account, region);
      const { Images: [base] = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
      return {
        reader: ec2Images({ clients, clock }),
        writer: ec2Writer({ clients }),
        // moto registers images without their mappings, so they are made from an instance.
        makeImage: async (name) => {
          const { Instances: [instance] = [] } = await ec2.send(
            new RunInstancesCommand({
              ImageId: base?.ImageId,
              MinCount: 1,
              MaxCount: 1,
              InstanceType: 't3.micro',
            }),
          );
          const { ImageId: id } = await ec2.send(
            new CreateImageCommand({
              InstanceId: instance?.InstanceId,
              Name: name,
              TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'owner', Value: 'team' }] }],
            }),
          );
          return { account, region, image: ImageId.parse(id) };
        },
        deregister: async (ref) => {
          await ec2.send(new DeregisterImageCommand({ ImageId: ref.image }));
        },
        close: async () => {
          ec2.destroy();
          sts.destroy();
          await moto.close();
        },
      };
    },
    { goneAttribute: true, snapshotFilter: true },
  );
});
