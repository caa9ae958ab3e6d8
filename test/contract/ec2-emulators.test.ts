import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeTagsCommand,
  EC2Client,
  EC2ServiceException,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  type DescribeImagesCommandInput,
  type LaunchPermission,
  type ModifyImageAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { hasMoto, startMoto } from './moto.ts';

/** An implementation of EC2 that somebody runs here. */
interface Emulator {
  readonly endpoint: string;
  /** An image to launch an instance from. */
  readonly baseImage: (client: EC2Client) => Promise<string>;
  /** Lets what is pending become available. */
  readonly settle: () => void;
  readonly close: () => Promise<void>;
}

const ORGANIZATION = 'arn:aws:organizations::123456789012:organization/o-exampleorg1';
const UNIT = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';

const FOUR_KINDS: readonly (readonly [string, LaunchPermission])[] = [
  ['everybody', { Group: 'all' }],
  ['an account', { UserId: '444455556666' }],
  ['an organisation', { OrganizationArn: ORGANIZATION }],
  ['a unit', { OrganizationalUnitArn: UNIT }],
];

/** What EC2 does, asked of an emulator by a real client. Only what both are known to model stands here. */
const behavesAsEc2 = (start: () => Promise<Emulator>): void => {
  let emulator: Emulator;
  let client: EC2Client;
  let instance: string;
  let count = 0;

  beforeAll(async () => {
    emulator = await start();
    client = new EC2Client({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
      maxAttempts: 1,
    });
    const ImageId = await emulator.baseImage(client);
    const { Instances } = await client.send(
      new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
    );
    instance = Instances?.[0]?.InstanceId ?? 'none';
    emulator.settle();
  }, 60_000);

  afterAll(async () => {
    client.destroy();
    await emulator.close();
  });

  const anImage = async (): Promise<string> => {
    count += 1;
    const Name = `contract-${String(count)}`;
    const { ImageId } = await client.send(
      new CreateImageCommand({ InstanceId: instance, Name, Description: 'of the contract' }),
    );
    emulator.settle();
    if (ImageId === undefined) throw new Error('no image was made');
    return ImageId;
  };

  const images = async (input: DescribeImagesCommandInput) =>
    (await client.send(new DescribeImagesCommand(input))).Images ?? [];

  const modify = (input: ModifyImageAttributeCommandInput) =>
    client.send(new ModifyImageAttributeCommand(input));

  const permission = async (ImageId: string): Promise<readonly string[]> => {
    const command = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
    const { LaunchPermissions = [] } = await client.send(command);
    return LaunchPermissions.map((entry) => JSON.stringify(entry)).toSorted();
  };

  const codeOf = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call;
      return 'done';
    } catch (error) {
      if (error instanceof EC2ServiceException) return error.name;
      throw error;
    }
  };

  it('makes an image of an instance, private and owned by the caller', async () => {
    const ImageId = await anImage();

    expect(await images({ ImageIds: [ImageId] })).toMatchObject([
      { ImageId, Description: 'of the contract', State: 'available', Public: false },
    ]);
    expect((await images({ Owners: ['self'] })).map((image) => image.ImageId)).toContain(ImageId);
    expect(await permission(ImageId)).toEqual([]);
  });

  it.each(FOUR_KINDS)('shares with %s and takes the share away again', async (_whom, principal) => {
    const ImageId = await anImage();
    await modify({ ImageId, LaunchPermission: { Add: [principal] } });
    expect(await permission(ImageId)).toEqual([JSON.stringify(principal)]);
    await modify({ ImageId, LaunchPermission: { Remove: [principal] } });

    expect(await permission(ImageId)).toEqual([]);
  });

  it.each(FOUR_KINDS)('takes %s away and leaves the other three', async (_whom, principal) => {
    const ImageId = await anImage();
    for (const [, each] of FOUR_KINDS) await modify({ ImageId, LaunchPermission: { Add: [each] } });
    await modify({ ImageId, LaunchPermission: { Remove: [principal] } });

    const others = FOUR_KINDS.map(([, each]) => each).filter((each) => each !== principal);
    expect(await permission(ImageId)).toEqual(others.map((each) => JSON.stringify(each)).toSorted());
  });

  it('takes the older form of the request', async () => {
    const ImageId = await anImage();
    const change = { ImageId, Attribute: 'launchPermission', UserIds: ['444455556666', '012345678901'] };
    await modify({ ...change, OperationType: 'add' });
    expect(await permission(ImageId)).toEqual(['{"UserId":"012345678901"}', '{"UserId":"444455556666"}']);
    await modify({ ...change, UserIds: ['444455556666'], OperationType: 'remove' });

    expect(await permission(ImageId)).toEqual(['{"UserId":"012345678901"}']);
  });

  it('takes a share that is there already, and the removal of one that is not', async () => {
    const ImageId = await anImage();
    const LaunchPermission = { Add: [{ UserId: '444455556666' }] };
    await modify({ ImageId, LaunchPermission });
    await modify({ ImageId, LaunchPermission });
    await modify({ ImageId, LaunchPermission: { Remove: [{ UserId: '012345678901' }] } });

    expect(await permission(ImageId)).toEqual(['{"UserId":"444455556666"}']);
  });

  it('finds the public ones among images', async () => {
    const [open, closed] = [await anImage(), await anImage()];
    await modify({ ImageId: open, LaunchPermission: { Add: [{ Group: 'all' }] } });
    const found = async (value: string) =>
      (await images({ Owners: ['self'], Filters: [{ Name: 'is-public', Values: [value] }] })).map(
        ({ ImageId }) => ImageId,
      );
    const [publicOnes, privateOnes] = [await found('true'), await found('false')];
    await modify({ ImageId: open, LaunchPermission: { Remove: [{ Group: 'all' }] } });

    expect([publicOnes.includes(open), publicOnes.includes(closed)]).toEqual([true, false]);
    expect([privateOnes.includes(open), privateOnes.includes(closed)]).toEqual([false, true]);
    expect(await found('true')).not.toContain(open);
  });

  it('sets tags, finds images by them, and deletes them', async () => {
    const [tagged, plain] = [await anImage(), await anImage()];
    const Tags = [
      { Key: 'contract', Value: 'first' },
      { Key: 'passing', Value: 'yes' },
    ];
    await client.send(new CreateTagsCommand({ Resources: [tagged], Tags }));
    await client.send(
      new CreateTagsCommand({ Resources: [plain], Tags: [{ Key: 'contract', Value: 'second' }] }),
    );
    const withTag = async (Name: string, ...Values: string[]) =>
      (await images({ Owners: ['self'], Filters: [{ Name, Values }] })).map(({ ImageId }) => ImageId);

    expect(await withTag('tag:contract', 'first')).toEqual([tagged]);
    expect((await withTag('tag-key', 'contract')).toSorted()).toEqual([tagged, plain].toSorted());
    await client.send(new DeleteTagsCommand({ Resources: [tagged], Tags: [{ Key: 'passing' }] }));
    const left = await client.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [tagged] }] }),
    );
    expect(left.Tags).toEqual([
      { Key: 'contract', Value: 'first', ResourceId: tagged, ResourceType: 'image' },
    ]);
  });

  it('refuses what EC2 refuses, by the same codes', async () => {
    const ImageId = await anImage();
    const Add = [{ UserId: '444455556666' }];
    const unknown = 'ami-0123456789abcdef0';

    expect(await codeOf(modify({ ImageId: unknown, LaunchPermission: { Add } }))).toBe(
      'InvalidAMIID.NotFound',
    );
    expect(await codeOf(modify({ ImageId, LaunchPermission: { Add: [{ UserId: 'x' }] } }))).toBe(
      'InvalidAMIAttributeItemValue',
    );
    expect(await codeOf(images({ ImageIds: [unknown] }))).toBe('InvalidAMIID.NotFound');
    expect(await codeOf(images({ ImageIds: ['not-an-id'] }))).toBe('InvalidAMIID.Malformed');
  });
};

describe('EC2 as the sandbox has it', () => {
  behavesAsEc2(async () => {
    const clock = new SandboxClock({ frozen: true });
    const sandbox = await startSandbox({ clock });
    return {
      endpoint: sandbox.endpoint,
      baseImage: () => Promise.resolve(SEED.baseImage),
      settle: () => {
        clock.advance(60_000);
      },
      close: () => sandbox.close(),
    };
  });
});

describe.skipIf(!hasMoto)('EC2 as moto has it', () => {
  behavesAsEc2(async () => {
    const moto = await startMoto();
    return {
      endpoint: moto.endpoint,
      baseImage: async (client) => {
        const { Images } = await client.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
        return Images?.[0]?.ImageId ?? 'none';
      },
      settle: () => undefined,
      close: moto.close,
    };
  });
});
