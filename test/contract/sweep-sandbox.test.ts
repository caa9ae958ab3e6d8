import {
  CopyImageCommand,
  CreateStoreImageTaskCommand,
  DeregisterImageCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { inService } from '../../lib/app/sweep/judges.ts';
import { sweepPlace } from '../../lib/app/sweep/sweep-place.ts';
import { makeToll } from '../../lib/app/sweep/toll.ts';
import { estateReader } from '../../lib/aws/estate-reader.ts';
import { SnapshotId } from '../../lib/model/ids.ts';
import type { PlaceReader } from '../../lib/ports/estate-reader.ts';
import { account, base, frozenSandbox, hardened, region } from './frozen-sandbox.ts';
import { sandboxMembers } from './sandbox-members.ts';
import { sweepPorts } from './sweep-ports.ts';

const frozen = frozenSandbox();
const place = { account, region };
const PLAIN = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');
const ENCRYPTED = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa2');
const GONE = SnapshotId.parse('snap-0fffffffffffffff1');

const open = async (): Promise<{
  readonly reader: PlaceReader;
  readonly calls: Readonly<Record<string, number>>;
}> => {
  const { clock, sandbox } = frozen;
  const { settings } = sandboxMembers(sandbox, 'guard');
  const pause = (ms: number): Promise<void> => {
    clock.advance(ms);
    return Promise.resolve();
  };
  const toll = makeToll(1, { clock, pause }, () => false);
  const reader = await estateReader({ ...settings, clock }).open(place, toll.pass);
  return { reader, calls: toll.calls };
};

const pages = async <T>(some: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
  const items: T[] = [];
  for await (const page of some) items.push(...page);
  return items;
};

test('what is read in bulk is what is read of each by itself', async () => {
  const { reader, calls } = await open();
  const owner = frozen.ownerOf();
  await owner.send(new CreateStoreImageTaskCommand({ ImageId: hardened.image, Bucket: 'exports' }));
  const listed = await pages(reader.images());
  expect(listed.map(({ image }) => image).toSorted()).toEqual([base.image, hardened.image]);
  const [references, exports] = [
    await reader.references([base.image, hardened.image]),
    await reader.exports(),
  ];
  for (const { image, facts } of listed) {
    const ref = { ...place, image };
    const state = await frozen.state(
      ref,
      'image',
      'launchPermission',
      'snapshots',
      'references',
      'exports',
      'ancestry',
    );
    expect(facts).toEqual(state.image);
    expect(await reader.launchPermission(image)).toEqual(state.launchPermission);
    expect(await reader.ancestry(image)).toEqual(state.ancestry);
    expect({ kind: 'known', value: references.get(image) }).toEqual(state.references);
    expect({ kind: 'known', value: exports.get(image) ?? [] }).toEqual(state.exports);
    const snapshots = state.snapshots.kind === 'known' ? state.snapshots.value : [];
    const read = await reader.snapshots(snapshots.map(({ snapshot }) => snapshot));
    expect([...read.values()]).toEqual(snapshots);
  }
  expect(exports.get(hardened.image)).toMatchObject([{ how: 'store', bucket: 'exports' }]);
  expect(calls).toMatchObject({ DescribeImages: 1, DescribeImageReferences: 1, DescribeSnapshots: 2 });
});

test('snapshots that are there no more hide no others', async () => {
  const { reader, calls } = await open();
  const read = await reader.snapshots([PLAIN, GONE, ENCRYPTED]);
  expect([...read.keys()].toSorted()).toEqual([PLAIN, ENCRYPTED]);
  expect(calls).toEqual({ DescribeSnapshots: 1 });
});

test('images that are gone hide no others, and their launch permission says that they are', async () => {
  const { reader } = await open();
  await frozen.ownerOf().send(new DeregisterImageCommand({ ImageId: base.image }));
  frozen.clock.advance(60_000);
  expect([...(await reader.seenImages([base.image, hardened.image])).keys()]).toEqual([hardened.image]);
  expect(await reader.launchPermission(base.image)).toMatchObject({ kind: 'gone' });
  expect((await pages(reader.images())).map(({ image }) => image)).toEqual([hardened.image]);
});

test('instances, guard rails, snapshots and the Recycle Bin are counted and told', async () => {
  const { reader } = await open();
  const owner = frozen.ownerOf();
  await owner.send(new RunInstancesCommand({ ImageId: base.image, MinCount: 2, MaxCount: 2 }));
  const before = await reader.snapshotCount();
  const copy = { SourceImageId: base.image, SourceRegion: region, Name: 'copy' };
  await owner.send(new CopyImageCommand(copy));
  frozen.clock.advance(60_000);
  expect(await reader.snapshotCount()).toBe(before + 1);
  const instances = await pages(reader.instances());
  expect(
    instances.filter(({ facts }) => facts.kind === 'known' && facts.value.image === base.image),
  ).toHaveLength(2);
  expect(await reader.recycledImages()).toBe(0);
  expect(await reader.publicImages()).toEqual([]);
  expect(await reader.guardrails(['imageBlockPublicAccess', 'quotas'])).toMatchObject({
    imageBlockPublicAccess: { kind: 'known' },
  });
});

test('each request goes through the passage once: what EC2 throttles is tried again there and nowhere else', async () => {
  const { reader, calls } = await open();
  frozen.sandbox.faults.failNext('DescribeImageAttribute', 'RequestLimitExceeded', 2, 503);
  expect(await reader.launchPermission(hardened.image)).toMatchObject({ kind: 'known' });
  expect(calls).toEqual({ DescribeImageAttribute: 3 });
  expect(frozen.sandbox.calls.of({ operation: 'DescribeImageAttribute' })).toHaveLength(3);
});

test('a sweep of a place, and the next one, which finds it as it was', async () => {
  const ports = sweepPorts(frozen);
  const request = { place, until: null, share: 0.25, judge: inService };
  const first = await sweepPlace({ ...request, id: 'first' }, ports);
  expect(first).toMatchObject({ done: true, record: { images: 2, added: 2, permissionsRead: 2, gaps: [] } });
  expect(await pages(ports.journal.openFindings(place))).toMatchObject([
    { ref: base, rule: 'encryption', byHand: false },
  ]);
  frozen.clock.advance(60_000);
  const second = await sweepPlace({ ...request, id: 'second' }, ports);
  expect(second.record).toMatchObject({
    added: 0,
    changed: 0,
    gaps: [],
    calls: { DescribeImages: 2, ListImagesInRecycleBin: 1 },
  });
});
