import {
  CreateReplaceRootVolumeTaskCommand,
  CreateStoreImageTaskCommand,
  DescribeImagesCommand,
  DisableAllowedImagesSettingsCommand,
  DisableEbsEncryptionByDefaultCommand,
  DisableImageBlockPublicAccessCommand,
  DisableSnapshotBlockPublicAccessCommand,
  EC2Client,
  EnableAllowedImagesSettingsCommand,
  EnableEbsEncryptionByDefaultCommand,
  EnableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  ImportImageCommand,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseEvent } from '../../../../lib/events/parse.ts';
import type { ParsedEvent } from '../../../../lib/model/change.ts';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from '../hub/hub-world.ts';

const ACCOUNT = '111122223333';
let sandbox: Sandbox;
let ec2: EC2Client;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  ec2 = new EC2Client(clientOf(sandbox, ACCOUNT));
});
afterEach(async () => {
  ec2.destroy();
  await sandbox.close();
});

/** What lies in guard's queue, as guard will understand it. */
const arrived = (): readonly ParsedEvent[] =>
  sandbox.hub.queues
    .messages('ami-warden-dev-changes')
    .map(({ body }) => parseEvent(JSON.parse(body) as unknown));

const anImage = async (): Promise<string> => {
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
  const image = Images?.find(({ State }) => State === 'available')?.ImageId;
  if (image === undefined) throw new Error('the seed has no image');
  return image;
};

const launched = async (image: string): Promise<string> => {
  const input = { ImageId: image, MinCount: 1, MaxCount: 1 };
  const { Instances } = await ec2.send(new RunInstancesCommand(input));
  return Instances?.[0]?.InstanceId ?? '';
};

it('a launch, and a root volume replaced, arrive with the instance and its image', async () => {
  const image = await anImage();
  const instance = await launched(image);
  sandbox.clock.advance(60_000);
  await ec2.send(new CreateReplaceRootVolumeTaskCommand({ InstanceId: instance, ImageId: image }));
  const said = {
    kind: 'change',
    account: ACCOUNT,
    instances: [{ instance, image }],
    detail: { kind: 'launched' },
  };
  expect(arrived()).toMatchObject([
    { ...said, event: 'RunInstances' },
    { ...said, event: 'CreateReplaceRootVolumeTask' },
  ]);
});

it('a root volume put back to what it was does not arrive', async () => {
  const instance = await launched(await anImage());
  sandbox.clock.advance(60_000);
  await ec2.send(new CreateReplaceRootVolumeTaskCommand({ InstanceId: instance }));
  expect(arrived().map(({ event }) => event)).toEqual(['RunInstances']);
});

it('an image that leaves EC2 arrives with its bucket', async () => {
  const image = await anImage();
  await ec2.send(new CreateStoreImageTaskCommand({ ImageId: image, Bucket: 'example-images' }));
  expect(arrived()).toMatchObject([
    {
      images: [image],
      touches: ['exports'],
      detail: { kind: 'exported', how: 'store', bucket: 'example-images' },
    },
  ]);
});

it('an import arrives with its task, and nothing else ever tells of it', async () => {
  const { ImportTaskId } = await ec2.send(new ImportImageCommand({ DiskContainers: [{ Format: 'ova' }] }));
  sandbox.clock.advance(3_600_000);
  expect(arrived()).toMatchObject([{ images: [], detail: { kind: 'importing', task: ImportTaskId } }]);
});

it('guard rails arrive as they are switched', async () => {
  await ec2.send(
    new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }),
  );
  await ec2.send(new DisableImageBlockPublicAccessCommand({}));
  await ec2.send(new EnableSnapshotBlockPublicAccessCommand({ State: 'block-new-sharing' }));
  await ec2.send(new DisableSnapshotBlockPublicAccessCommand({}));
  await ec2.send(new EnableAllowedImagesSettingsCommand({ AllowedImagesSettingsState: 'enabled' }));
  await ec2.send(new DisableAllowedImagesSettingsCommand({}));
  await ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
  await ec2.send(new DisableEbsEncryptionByDefaultCommand({}));
  const told = arrived().map((event) => (event.kind === 'change' ? [event.touches, event.detail] : event));
  expect(told).toEqual([
    [['imageBlockPublicAccess'], { kind: 'guardrail', to: 'block-new-sharing' }],
    [['imageBlockPublicAccess'], { kind: 'guardrail', to: 'unblocked' }],
    [['snapshotBlockPublicAccess'], { kind: 'guardrail', to: 'block-new-sharing' }],
    [['snapshotBlockPublicAccess'], { kind: 'guardrail', to: 'unblocked' }],
    [['allowedImages'], { kind: 'guardrail', to: 'enabled' }],
    [['allowedImages'], { kind: 'guardrail', to: 'disabled' }],
    [['ebsEncryption'], { kind: 'guardrail', to: 'enabled' }],
    [['ebsEncryption'], { kind: 'guardrail', to: 'disabled' }],
  ]);
});

it('a public share that block public access stops arrives as an attempt', async () => {
  const image = await anImage();
  await ec2.send(
    new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }),
  );
  // Settling takes up to ten minutes.
  sandbox.clock.advance(600_000);
  const input = { ImageId: image, LaunchPermission: { Add: [{ Group: 'all' as const }] } };
  await expect(ec2.send(new ModifyImageAttributeCommand(input))).rejects.toMatchObject({
    name: 'OperationNotPermitted',
  });
  expect(arrived().at(-1)).toMatchObject({
    kind: 'change',
    images: [image],
    outcome: { kind: 'refused', code: 'Client.OperationNotPermitted' },
    detail: { kind: 'shared', added: [{ kind: 'public' }] },
  });
});
