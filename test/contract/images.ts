import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageId, SnapshotId } from '../../lib/model/ids.ts';
import type { Fact, ImageState } from '../../lib/model/image.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import { principalKey } from '../../lib/model/principal.ts';
import type { ImageReader } from '../../lib/ports/images.ts';
import type { Writer } from '../../lib/ports/writer.ts';
import { everybody, organization, partner, sibling, unit } from './principals.ts';

/** An EC2 that answers by its own rules, and the adapters on it. */
export interface ImageWorld {
  readonly reader: ImageReader;
  readonly writer: Writer;
  /** Makes an available image called `name`, private, with the tag `owner=team` and at least one unencrypted EBS snapshot. */
  readonly makeImage: (name: string) => Promise<ImageRef>;
  readonly deregister: (ref: ImageRef) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where an emulator is known to be wrong, and what of the suite it is spared for it. */
export interface Spared {
  /** DescribeImageAttribute of an image that is gone has no error code. */
  readonly goneAttribute?: boolean;
  /** The filter `block-device-mapping.snapshot-id` is not there. */
  readonly snapshotFilter?: boolean;
}

/** What ImageReader and Writer do, whatever plays EC2. */
export const imagesContract = (name: string, start: () => Promise<ImageWorld>, spared: Spared = {}): void => {
  describe(`images in ${name}`, () => {
    let world: ImageWorld;

    beforeAll(async () => {
      world = await start();
    });
    afterAll(async () => {
      await world.close();
    });

    const state = async (ref: ImageRef, ...facts: readonly Fact[]): Promise<ImageState> => {
      const observation = await world.reader.observe(ref, facts);
      if (observation.kind !== 'state') throw new Error(`${ref.image} is gone`);
      return observation.state;
    };

    const grants = async (ref: ImageRef): Promise<readonly string[]> => {
      const { launchPermission } = await state(ref, 'launchPermission');
      if (launchPermission.kind !== 'known') throw new Error(JSON.stringify(launchPermission));
      return launchPermission.value.map(principalKey).sort();
    };

    it('reads an image that is shared with nobody', async () => {
      const ref = await world.makeImage('private');
      const read = await state(ref, 'image', 'launchPermission', 'snapshots');
      expect(read.image).toMatchObject({
        kind: 'known',
        value: { name: 'private', state: 'available', public: false, tags: { owner: 'team' } },
      });
      expect(read.launchPermission).toEqual({ kind: 'known', value: [] });
      const devices = read.image.kind === 'known' ? read.image.value.devices : [];
      const ids = devices.flatMap((device) => (device.kind === 'ebs' ? [device.snapshot] : []));
      expect(ids.length).toBeGreaterThan(0);
      expect(read.snapshots).toEqual({
        kind: 'known',
        value: ids.map((snapshot) => ({ snapshot, owner: ref.account, encrypted: false, kmsKey: null })),
      });
    });

    it('leaves unread what was not asked for', async () => {
      const ref = await world.makeImage('unread');
      expect(await state(ref, 'launchPermission')).toMatchObject({
        image: { kind: 'unread' },
        snapshots: { kind: 'unread' },
      });
      expect(await state(ref, 'image')).toMatchObject({
        image: { kind: 'known' },
        launchPermission: { kind: 'unread' },
        snapshots: { kind: 'unread' },
      });
    });

    it('adds and removes exactly the principals named, of all four kinds', async () => {
      const ref = await world.makeImage('shared');
      await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [everybody, sibling, partner, organization, unit],
        remove: [],
      });
      expect(await grants(ref)).toEqual([
        'account/012345678901',
        'account/333344445555',
        'organization/o-exampleorg1',
        'public',
        'unit/ou-ab12-prod0001',
      ]);
      expect(await state(ref, 'image')).toMatchObject({ image: { value: { public: true } } });

      const { requestId } = await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [],
        remove: [everybody, partner],
      });
      expect(requestId).toMatch(/\S/);
      expect(await grants(ref)).toEqual([
        'account/333344445555',
        'organization/o-exampleorg1',
        'unit/ou-ab12-prod0001',
      ]);
      expect(await state(ref, 'image')).toMatchObject({ image: { value: { public: false } } });

      await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [],
        remove: [organization, unit, sibling],
      });
      expect(await grants(ref)).toEqual([]);
    });

    it('puts back what was removed, by the inverse', async () => {
      const ref = await world.makeImage('undone');
      await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [sibling, organization, unit],
        remove: [],
      });
      const { launchPermission: before } = await state(ref, 'launchPermission');
      await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [partner],
        remove: [organization, unit],
      });
      expect(await grants(ref)).toEqual(['account/012345678901', 'account/333344445555']);
      await world.writer.send(ref, {
        kind: 'launch-permission',
        add: [organization, unit],
        remove: [partner],
      });
      const { launchPermission: after } = await state(ref, 'launchPermission');
      const keys = (datum: ImageState['launchPermission']): unknown =>
        datum.kind === 'known' ? new Set(datum.value.map((one) => JSON.stringify(one))) : datum;
      expect(keys(after)).toEqual(keys(before));
    });

    it('takes adding what is there, and removing what is not, for done', async () => {
      const ref = await world.makeImage('twice');
      await world.writer.send(ref, { kind: 'launch-permission', add: [partner], remove: [] });
      await world.writer.send(ref, { kind: 'launch-permission', add: [partner], remove: [] });
      expect(await grants(ref)).toEqual(['account/012345678901']);
      await world.writer.send(ref, { kind: 'launch-permission', add: [], remove: [partner, everybody] });
      await world.writer.send(ref, { kind: 'launch-permission', add: [], remove: [partner, everybody] });
      expect(await grants(ref)).toEqual([]);
    });

    it('treats two images each by itself', async () => {
      const [one, two] = [await world.makeImage('one'), await world.makeImage('two')];
      await world.writer.send(one, { kind: 'launch-permission', add: [partner], remove: [] });
      await world.writer.send(two, { kind: 'launch-permission', add: [partner, sibling], remove: [] });
      await world.writer.send(one, { kind: 'launch-permission', add: [], remove: [partner] });
      expect(await grants(one)).toEqual([]);
      expect(await grants(two)).toEqual(['account/012345678901', 'account/333344445555']);
    });

    it('says that an image is gone which was deregistered, or never was', async () => {
      const ref = await world.makeImage('gone');
      await world.deregister(ref);
      const never: ImageRef = { ...ref, image: ImageId.parse('ami-0fffffffffffffff0') };
      for (const missing of [ref, never]) {
        expect(await world.reader.observe(missing, ['image', 'snapshots'])).toMatchObject({
          kind: 'gone',
          ref: missing,
        });
      }
    });

    if (!spared.goneAttribute)
      it('says so too when only the launch permission is asked for', async () => {
        const ref = await world.makeImage('gone too');
        await world.deregister(ref);
        expect(await world.reader.observe(ref, ['launchPermission'])).toMatchObject({ kind: 'gone' });
        expect(await world.reader.observe(ref, ['image', 'launchPermission'])).toMatchObject({
          kind: 'gone',
        });
        const change = { kind: 'launch-permission', add: [], remove: [partner] } as const;
        await expect(world.writer.send(ref, change)).rejects.toMatchObject({
          name: 'Fault',
          operation: 'ModifyImageAttribute',
          retryable: false,
        });
      });

    if (!spared.snapshotFilter)
      it('finds the images that a snapshot backs, and no others', async () => {
        const ref = await world.makeImage('backed');
        const { snapshots } = await state(ref, 'snapshots');
        const ids = snapshots.kind === 'known' ? snapshots.value.map(({ snapshot }) => snapshot) : [];
        const { account, region } = ref;
        expect(await world.reader.imagesBackedBy(account, region, ids)).toContain(ref.image);
        const unused = [SnapshotId.parse('snap-0fffffffffffffff0')];
        expect(await world.reader.imagesBackedBy(account, region, unused)).toEqual([]);
        expect(await world.reader.imagesBackedBy(account, region, [...unused, ...ids])).toContain(ref.image);
      });
  });
};
