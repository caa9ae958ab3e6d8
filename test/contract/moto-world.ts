import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { ec2Clients } from '../../lib/aws/ec2-clients.ts';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { kmsClients } from '../../lib/aws/key-aliases.ts';
import { memberCredentials } from '../../lib/aws/sessions.ts';
import { quotaClients } from '../../lib/aws/share-quota.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { ImageWorld } from './images.ts';
import { startMoto } from './moto.ts';
import type { SurroundingsWorld } from './surroundings.ts';
import type { WrittenWorld } from './writes.ts';

const account = AccountId.parse('222233334444');
const region = Region.parse('eu-west-1');
const clock = { now: () => new Date() };

/** moto's server with the adapters on it, under the writer's role; its images are made as its owner would. */
export const motoWorld = async (): Promise<ImageWorld & SurroundingsWorld & WrittenWorld> => {
  const moto = await startMoto();
  const sts = new STSClient({
    endpoint: moto.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '999988887777', secretAccessKey: 'any' },
  });
  const settings = {
    credentials: memberCredentials({
      sts,
      roleName: 'ami-warden-writer',
      externalId: 'ami-warden-example',
      sessionName: 'ami-warden-remediate',
      clock,
    }),
    endpoint: moto.endpoint,
  };
  const clients = ec2Clients(settings);
  const owner = await clients(account, region);
  const { Images: [base] = [] } = await owner.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  return {
    reader: ec2Images({ clients, kms: kmsClients(settings), quotas: quotaClients(settings), clock }),
    writer: ec2Writer({ clients, quotas: quotaClients(settings) }),
    owner,
    place: { account, region },
    // moto registers images without their mappings, so they are made from an instance.
    makeImage: async (name) => {
      const { Instances: [instance] = [] } = await owner.send(
        new RunInstancesCommand({
          ImageId: base?.ImageId,
          MinCount: 1,
          MaxCount: 1,
          InstanceType: 't3.micro',
        }),
      );
      const { ImageId: id } = await owner.send(
        new CreateImageCommand({
          InstanceId: instance?.InstanceId,
          Name: name,
          TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'owner', Value: 'team' }] }],
        }),
      );
      return { account, region, image: ImageId.parse(id) };
    },
    deregister: async (ref) => {
      await owner.send(new DeregisterImageCommand({ ImageId: ref.image }));
    },
    close: async () => {
      owner.destroy();
      sts.destroy();
      await moto.close();
    },
  };
};
