import {
  DisableEbsEncryptionByDefaultCommand,
  EnableEbsEncryptionByDefaultCommand,
  ModifySnapshotAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageId, InstanceId } from '../../lib/model/ids.ts';
import type { ImageRef, InstanceRef } from '../../lib/model/subject.ts';
import type { ImageReader } from '../../lib/ports/images.ts';

/** An EC2 that answers by its own rules, the reader on it, and the account's own people. */
export interface SurroundingsWorld {
  readonly reader: ImageReader;
  readonly owner: EC2Client;
  /** Makes an available image called `name` on at least one unencrypted EBS snapshot. */
  readonly makeImage: (name: string) => Promise<ImageRef>;
  readonly close: () => Promise<void>;
}

/** What ImageReader tells of what is around an image, whatever plays EC2. */
export const surroundingsContract = (name: string, start: () => Promise<SurroundingsWorld>): void => {
  describe(`what is around images in ${name}`, () => {
    let world: SurroundingsWorld;

    beforeAll(async () => {
      world = await start();
    });
    afterAll(async () => {
      await world.close();
    });

    const launch = async (ref: ImageRef): Promise<InstanceRef> => {
      const { Instances: [instance] = [] } = await world.owner.send(
        new RunInstancesCommand({ ImageId: ref.image, MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
      );
      const { account, region } = ref;
      return { account, region, instance: InstanceId.parse(instance?.InstanceId) };
    };

    it('tells with whom a backing snapshot is shared', async () => {
      const ref = await world.makeImage('snapshot shared');
      const read = async () => {
        const observation = await world.reader.observe(ref, ['snapshotSharing']);
        if (observation.kind !== 'state') throw new Error('gone');
        const { snapshotSharing } = observation.state;
        if (snapshotSharing?.kind !== 'known') throw new Error(JSON.stringify(snapshotSharing));
        return snapshotSharing.value;
      };
      const [first, ...others] = await read();
      expect(first?.principals).toEqual([]);
      expect(others).toEqual([]);
      await world.owner.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: first?.snapshot,
          Attribute: 'createVolumePermission',
          OperationType: 'add',
          UserIds: ['012345678901'],
        }),
      );
      await world.owner.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: first?.snapshot,
          Attribute: 'createVolumePermission',
          OperationType: 'add',
          GroupNames: ['all'],
        }),
      );
      const [shared] = await read();
      expect(shared?.principals).toHaveLength(2);
      expect(shared?.principals).toEqual(
        expect.arrayContaining([{ kind: 'account', account: '012345678901' }, { kind: 'public' }]),
      );
    });

    it('tells of an instance, and of the image that it runs from', async () => {
      const ref = await world.makeImage('launched');
      const instance = await launch(ref);
      const observation = await world.reader.observeInstance(instance, null, ['instance', 'image']);
      expect(observation).toMatchObject({
        kind: 'state',
        state: {
          ref: instance,
          instance: {
            kind: 'known',
            value: { instance: instance.instance, image: ref.image, owner: ref.account },
          },
          image: { kind: 'known', value: { name: 'launched', state: 'available' } },
        },
      });
    });

    it('goes by the image that the event names, and reads no image unless it is asked for', async () => {
      const [launched, other] = [await world.makeImage('launched too'), await world.makeImage('other')];
      const instance = await launch(launched);
      expect(await world.reader.observeInstance(instance, other.image, ['instance', 'image'])).toMatchObject({
        state: { instance: { value: { image: other.image } }, image: { value: { name: 'other' } } },
      });
      const alone = await world.reader.observeInstance(instance, null, ['instance']);
      expect(alone).not.toHaveProperty('state.image');
    });

    it('says that an instance is gone which was terminated, or never was', async () => {
      const instance = await launch(await world.makeImage('ended'));
      const never: InstanceRef = { ...instance, instance: InstanceId.parse('i-0fffffffffffffff0') };
      await world.owner.send(new TerminateInstancesCommand({ InstanceIds: [instance.instance] }));
      for (const ref of [instance, never]) {
        const observation = await world.reader.observeInstance(ref, null, ['instance']);
        expect(observation).toMatchObject({ kind: 'gone', ref });
      }
    });

    it('says of an image that the account does not see that nobody knows, never that it passes or is gone', async () => {
      const instance = await launch(await world.makeImage('seen'));
      const unseen = ImageId.parse('ami-0fffffffffffffff0');
      const observation = await world.reader.observeInstance(instance, unseen, ['instance', 'image']);
      expect(observation).toMatchObject({
        kind: 'state',
        state: { instance: { kind: 'known' }, image: { kind: 'fault', operation: 'DescribeImages' } },
      });
      expect(JSON.stringify(observation)).toContain(`does not see ${unseen} any more`);
    });

    it('tells whether volumes are encrypted by default', async () => {
      const { account, region } = await world.makeImage('any');
      const read = () => world.reader.observeAccountRegion({ account, region }, ['ebsEncryption']);
      expect(await read()).toMatchObject({
        ref: { account, region },
        ebsEncryption: { kind: 'known', value: { enabled: false } },
      });
      await world.owner.send(new EnableEbsEncryptionByDefaultCommand({}));
      expect(await read()).toMatchObject({ ebsEncryption: { value: { enabled: true } } });
      await world.owner.send(new DisableEbsEncryptionByDefaultCommand({}));
    });
  });
};
