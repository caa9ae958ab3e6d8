import { describe, expect, test } from 'vitest';
import { forReport } from '../../../../lib/app/sweep/judges.ts';
import type { Evaluation } from '../../../../lib/model/finding.ts';
import type { Happening } from '../../../../lib/ports/telemetry.ts';
import { examplePolicy } from './policy.ts';
import { give, imageId, PLACE, PUBLIC, refOf, stands, STRANGER, type Stand } from './stand.ts';

const stand = stands();

/** Counts how often the journal is asked about single subjects. */
const countingJournal = (estate: Stand) => {
  const looks: string[] = [];
  const { journal } = estate.ports;
  return {
    looks,
    ports: {
      journal: {
        ...journal,
        findings: (ref: Parameters<typeof journal.findings>[0]) => {
          looks.push('image' in ref ? ref.image : 'place');
          return journal.findings(ref);
        },
      },
    },
  };
};

describe('a first sweep', () => {
  test('reads the launch permission of each image, of public ones first', async () => {
    const estate = stand();
    give(estate, 1);
    give(estate, 2, { permission: [STRANGER] });
    give(estate, 3, { permission: [PUBLIC], encrypted: false });
    const { record, done } = await estate.sweep('first');
    expect(done).toBe(true);
    expect(estate.asked.find((one) => one.startsWith('DescribeImageAttribute'))).toBe(
      `DescribeImageAttribute ${imageId(3)}`,
    );
    expect(record).toMatchObject({
      images: 3,
      added: 3,
      changed: 0,
      lostEvents: 0,
      permissionsRead: 3,
      permissionsLeft: 0,
      gapCount: 0,
      calls: { DescribeImages: 2, DescribeSnapshots: 1, DescribeImageAttribute: 3 },
    });
    expect(await estate.open()).toEqual([
      `encryption ${imageId(3)} /dev/xvda`,
      `public-sharing ${imageId(3)} everybody`,
      `sharing ${imageId(2)} 012345678901`,
    ]);
  });

  test('finds what a list tells before it has read a launch permission', async () => {
    const estate = stand();
    give(estate, 1, { encrypted: false, tags: {}, permission: [STRANGER] });
    estate.ec2.befalls = (operation) => ({
      before: operation === 'DescribeImageAttribute' ? 'RequestLimitExceeded' : null,
      after: null,
    });
    const until = new Date(estate.clock.now().getTime() + 1_000);
    const { done, record } = await estate.sweep('first', { until });
    expect(record.gapCount).toBeGreaterThanOrEqual(0);
    const found = await estate.open();
    expect(found).toContain(`encryption ${imageId(1)} /dev/xvda`);
    expect(found).toContain(`required-tags ${imageId(1)} Owner`);
    expect(done).toBe(false);
  });
});

describe('a second sweep', () => {
  test('of what has not changed asks for lists alone, and the journal for nothing', async () => {
    const estate = stand();
    for (let number = 1; number <= 12; number += 1) {
      give(estate, number, number % 3 === 0 ? { tags: {}, permission: [STRANGER], encrypted: false } : {});
    }
    await estate.sweep('first');
    const before = await estate.records();
    expect(before).toHaveLength(12);
    estate.asked.length = 0;
    await estate.pass(3_600);
    const { looks, ports } = countingJournal(estate);
    const { record } = await estate.sweep('second', {}, ports);
    expect(estate.asked).toEqual(['DescribeImages', 'DescribeImages', 'ListImagesInRecycleBin']);
    expect(looks).toEqual([]);
    expect(record).toMatchObject({ images: 12, added: 0, changed: 0, permissionsRead: 0, lostEvents: 0 });
    expect(await estate.records()).toEqual(before);
  });

  test('reads of a new image what there is to read, and of the others nothing', async () => {
    const estate = stand();
    give(estate, 1);
    await estate.sweep('first');
    give(estate, 2, { encrypted: false });
    estate.asked.length = 0;
    await estate.sweep('second');
    expect(estate.asked).toEqual([
      'DescribeImages',
      'DescribeImages',
      'DescribeSnapshots',
      `DescribeImageAttribute ${imageId(2)}`,
      'ListImagesInRecycleBin',
    ]);
  });

  test('finds by itself that an image has become public, whatever no event has told', async () => {
    const estate = stand();
    give(estate, 1, { encrypted: false });
    await estate.sweep('first');
    estate.fates = () => [];
    estate.call('ModifyImageAttribute', {
      ImageId: imageId(1),
      LaunchPermission: { Add: [{ Group: 'all' }] },
    });
    await estate.pass(60);
    const noted: Happening[] = [];
    const telemetry = { note: (happening: Happening) => noted.push(happening) };
    const { record } = await estate.sweep('second', {}, { telemetry });
    expect(record).toMatchObject({ changed: 1, lostEvents: 1, permissionsRead: 1 });
    expect(noted.filter(({ kind }) => kind === 'lost-events')).toEqual([
      { kind: 'lost-events', place: PLACE, count: 1 },
    ]);
    expect(await estate.open()).toContain(`public-sharing ${imageId(1)} everybody`);
  });

  test('counts no event as lost that came', async () => {
    const estate = stand();
    give(estate, 1);
    await estate.sweep('first');
    estate.call('DeleteTags', { Resources: [imageId(1)], Tags: [{ Key: 'Owner' }] });
    estate.call('CopyImage', { SourceImageId: imageId(1), SourceRegion: 'us-east-1', Name: 'copy' });
    await estate.pass(3_600);
    const { record } = await estate.sweep('second');
    expect(record).toMatchObject({ images: 2, added: 0, changed: 0, lostEvents: 0 });
  });

  test('closes what was found by a rule that the policy has no more', async () => {
    const estate = stand();
    give(estate, 1, { tags: {} });
    await estate.sweep('first');
    expect(await estate.open()).toEqual([`required-tags ${imageId(1)} Owner`]);
    estate.policy = examplePolicy(`
version: 1
rules: { encryption: { mode: notify } }
notify: { default: { slack: '#cloud-security' } }
`);
    await estate.sweep('second');
    expect(await estate.open()).toEqual([]);
    expect(await estate.ports.journal.findings(refOf(1))).toMatchObject([
      { status: 'closed', cause: { event: 'Sweep', eventId: 'second' } },
    ]);
  });

  test('reads nothing that no rule asks for', async () => {
    const estate = stand(
      examplePolicy(`
version: 1
rules: { required-tags: { mode: notify, tags: { Owner: true } } }
notify: { default: { slack: '#cloud-security' } }
`),
    );
    give(estate, 1, { tags: {} });
    await estate.sweep('first');
    expect(estate.asked).toEqual(['DescribeImages', 'DescribeImages', 'ListImagesInRecycleBin']);
    expect(await estate.open()).toEqual([`required-tags ${imageId(1)} Owner`]);
  });
});

test('a report finds what the service finds, and writes nothing into the journal', async () => {
  const [reported, served] = [stand(), stand()];
  for (const estate of [reported, served]) {
    give(estate, 1, { permission: [STRANGER, PUBLIC], encrypted: false });
    give(estate, 2, { tags: {} });
    give(estate, 3);
  }
  const taken: Evaluation[] = [];
  await reported.sweep('r', { judge: forReport((evaluation) => taken.push(evaluation)) });
  await served.sweep('s');
  expect(await reported.open()).toEqual([]);
  expect(taken.filter(({ ref }) => 'image' in ref)).toHaveLength(3);
  const idsOf = (findings: readonly { readonly id: string }[]) => findings.map(({ id }) => id).toSorted();
  const found = idsOf((await served.records()).map(({ finding }) => finding));
  expect(found).toHaveLength(4);
  expect(idsOf(taken.flatMap(({ findings }) => findings))).toEqual(found);
  expect((await reported.ports.inventory.place(PLACE)).value.swept).toMatchObject({ images: 3, gapCount: 0 });
});
