import {
  CancelImportTaskCommand,
  EnableImageBlockPublicAccessCommand,
  ImportImageCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AccountId, InstanceId } from '../../lib/model/ids.ts';
import type { Fact } from '../../lib/model/image.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { account, frozenSandbox, hardened, region } from './frozen-sandbox.ts';

const world = frozenSandbox();

describe('an account and region', () => {
  const RAILS: readonly Fact[] = [
    'imageBlockPublicAccess',
    'snapshotBlockPublicAccess',
    'allowedImages',
    'ebsEncryption',
  ];

  it('tells of its guard rails, and who set them', async () => {
    await world
      .ownerOf()
      .send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }));
    world.sandbox.ec2.change(account, region, {
      snapshotBlock: { state: 'block-all-sharing', managedBy: 'declarative-policy' },
    });
    expect(await world.reader.observeAccountRegion({ account, region }, RAILS)).toEqual({
      ref: { account, region },
      observedAt: '2026-03-01T10:00:00.000Z',
      imageBlockPublicAccess: { kind: 'known', value: { state: 'block-new-sharing', managedBy: 'account' } },
      snapshotBlockPublicAccess: {
        kind: 'known',
        value: { state: 'block-all-sharing', managedBy: 'declarative-policy' },
      },
      allowedImages: { kind: 'known', value: { state: 'disabled', managedBy: 'account' } },
      ebsEncryption: { kind: 'known', value: { enabled: false } },
    });
  });

  it('is asked for nothing but what is wanted, and the use of quotas is not known', async () => {
    expect(await world.reader.observeAccountRegion({ account, region }, ['quotas', 'allowedImages'])).toEqual(
      {
        ref: { account, region },
        observedAt: '2026-03-01T10:00:00.000Z',
        allowedImages: { kind: 'known', value: { state: 'disabled', managedBy: 'account' } },
        // No single look counts what is used of them: not known, which is not the same as unused.
        quotas: {
          kind: 'fault',
          operation: 'counting what is used',
          code: 'NotCounted',
          message: 'a look at one account and region does not count it; an inventory tells it',
          retryable: false,
        },
      },
    );
    expect(world.asked()).toEqual(['AssumeRole', 'GetAllowedImagesSettings']);
  });

  it.each([
    ['imageBlockPublicAccess', 'GetImageBlockPublicAccessState'],
    ['snapshotBlockPublicAccess', 'GetSnapshotBlockPublicAccessState'],
    ['allowedImages', 'GetAllowedImagesSettings'],
    ['ebsEncryption', 'GetEbsEncryptionByDefault'],
  ] as const)('has a fault in %s that hides no other', async (fact, operation) => {
    world.sandbox.faults.deny({ operation, account });
    const read = await world.reader.observeAccountRegion({ account, region }, RAILS);
    expect(read[fact]).toMatchObject({ kind: 'fault', operation, code: 'UnauthorizedOperation' });
    const others = RAILS.filter((one) => one !== fact);
    expect(others.map((one) => read[one]?.kind)).toEqual(['known', 'known', 'known']);
  });

  it('that lets nobody in is rejected as a whole', async () => {
    world.sandbox.faults.deny({ operation: 'AssumeRole' });
    const rejected = { name: 'Fault', operation: 'AssumeRole', code: 'AccessDenied' };
    await expect(world.reader.observeAccountRegion({ account, region }, RAILS)).rejects.toMatchObject(
      rejected,
    );
  });
});

describe('an instance', () => {
  const instance = { account, region, instance: InstanceId.parse(SEED.instance) };

  it('is a fault of its own, and its image is known where the event names it', async () => {
    world.sandbox.faults.deny({ operation: 'DescribeInstances', account });
    expect(await world.reader.observeInstance(instance, hardened.image, ['instance', 'image'])).toMatchObject(
      {
        kind: 'state',
        state: { instance: { kind: 'fault', operation: 'DescribeInstances' }, image: { kind: 'known' } },
      },
    );
    expect(await world.reader.observeInstance(instance, null, ['instance', 'image'])).toMatchObject({
      kind: 'state',
      state: {
        instance: { kind: 'fault', operation: 'DescribeInstances' },
        image: { kind: 'fault', operation: 'DescribeInstances' },
      },
    });
  });

  it('runs from another account’s image, which is read as this account sees it', async () => {
    const sibling = AccountId.parse('222233334444');
    world.sandbox.ec2.instances.place({
      ...(world.sandbox.ec2.instances.get(SEED.instance) ?? ({} as never)),
      id: 'i-0bbbbbbbbbbbbbbb1',
      owner: sibling,
    });
    const ref = { account: sibling, region, instance: InstanceId.parse('i-0bbbbbbbbbbbbbbb1') };
    const read = () => world.reader.observeInstance(ref, null, ['instance', 'image']);
    expect(await read()).toMatchObject({
      state: {
        instance: { value: { owner: sibling, image: SEED.hardenedImage, state: 'running' } },
        image: { value: { owner: account, name: 'golden-hardened-2024.10', tags: {} } },
      },
    });
    const image = world.sandbox.ec2.images.get(SEED.hardenedImage);
    if (image === null) throw new Error('no image');
    world.sandbox.ec2.images.place({ ...image, permission: [] });
    expect(await read()).toMatchObject({
      kind: 'state',
      state: {
        instance: { kind: 'known' },
        image: {
          kind: 'fault',
          message:
            `DescribeImages: AuthFailure: 222233334444 does not see ${SEED.hardenedImage} any more: ` +
            'it was deregistered, or is shared with it no longer',
          retryable: false,
        },
      },
    });
  });
});

describe('an import', () => {
  const start = async (): Promise<string> => {
    const { ImportTaskId: id = '' } = await world
      .ownerOf()
      .send(new ImportImageCommand({ DiskContainers: [{ Format: 'vmdk' }] }));
    return id;
  };

  it('is active, and then has an image', async () => {
    const task = await start();
    expect(await world.reader.importTask(account, region, task)).toEqual({
      kind: 'active',
      status: 'converting',
    });
    world.clock.advance(3_000);
    const ended = await world.reader.importTask(account, region, task);
    if (ended.kind !== 'completed') throw new Error(ended.kind);
    expect((await world.state({ account, region, image: ended.image }, 'image')).image).toMatchObject({
      value: { name: task, state: 'available' },
    });
  });

  it('ends without one when somebody cancels it', async () => {
    const task = await start();
    await world
      .ownerOf()
      .send(new CancelImportTaskCommand({ ImportTaskId: task, CancelReason: 'wrong file' }));
    expect(await world.reader.importTask(account, region, task)).toEqual({
      kind: 'ended',
      status: 'deleting',
      message: 'wrong file',
    });
  });

  it('is unknown when AWS lists none of that id', async () => {
    expect(await world.reader.importTask(account, region, 'import-ami-0fffffffffffffff0')).toEqual({
      kind: 'unknown',
    });
  });

  it('is a fault when it cannot be asked for', async () => {
    world.sandbox.faults.deny({ operation: 'DescribeImportImageTasks', account });
    await expect(world.reader.importTask(account, region, 'import-ami-0')).rejects.toMatchObject({
      name: 'Fault',
      operation: 'DescribeImportImageTasks',
      code: 'UnauthorizedOperation',
    });
  });
});
