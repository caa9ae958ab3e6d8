import { describe, expect, test } from 'vitest';
import { forReport } from '../../../../lib/app/sweep/judges.ts';
import type { SweepProgress } from '../../../../lib/app/sweep/sweep-ports.ts';
import type { Evaluation } from '../../../../lib/model/finding.ts';
import { Fault } from '../../../../lib/model/fault.ts';
import { drawOf } from '../../../histories/draw.ts';
import { wrongs } from '../../../ground-truth/truth.ts';
import { examplePolicy } from './policy.ts';
import { give, imageId, PLACE, PUBLIC, refOf, type Stand, stands, STRANGER } from './stand.ts';

const stand = stands();

const reads = ({ asked }: Stand): readonly string[] =>
  asked.filter((one) => one.startsWith('DescribeImageAttribute'));

/** EC2 answers this to whoever asks for the launch permission of this image. */
const refuse = (estate: Stand, number: number, code: string): void => {
  const call = estate.ec2.call.bind(estate.ec2);
  estate.ec2.call = (caller, region, operation, input) => {
    if (
      operation === 'DescribeImageAttribute' &&
      (input as { ImageId?: string }).ImageId === imageId(number)
    ) {
      throw Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: 403 } });
    }
    return call(caller, region, operation, input);
  };
};

describe('an image that cannot be read', () => {
  test.each(['UnauthorizedOperation', 'RequestLimitExceeded'])(
    'is an error of that image alone (%s), and the sweep is partial',
    async (code) => {
      const estate = stand();
      give(estate, 1, { permission: [STRANGER] });
      give(estate, 2, { permission: [STRANGER], tags: {} });
      give(estate, 3, { permission: [STRANGER] });
      refuse(estate, 2, code);
      const { record, done } = await estate.sweep('first');
      expect(done).toBe(true);
      expect(record).toMatchObject({ images: 3, permissionsRead: 2, permissionsLeft: 1, gapCount: 1 });
      expect(record.gaps).toMatchObject([{ image: imageId(2), operation: 'DescribeImageAttribute', code }]);
      expect(await estate.open()).toEqual([
        `public-sharing ${imageId(2)} unreadable launchPermission ${code}`,
        `required-tags ${imageId(2)} Owner`,
        `sharing ${imageId(1)} 012345678901`,
        `sharing ${imageId(2)} unreadable launchPermission ${code}`,
        `sharing ${imageId(3)} 012345678901`,
      ]);
    },
  );

  test('because its snapshots are not to be had is an error beside what is found of it, and the sweep goes on', async () => {
    const estate = stand(
      examplePolicy(`
version: 1
rules:
  sharing: { mode: notify, allow: { orgs: [self] } }
  encryption: { mode: notify, kmsKeys: [alias/images] }
notify: { default: { slack: '#cloud-security' } }
`),
    );
    give(estate, 1, { permission: [STRANGER] });
    estate.ec2.befalls = (operation) => ({
      before: operation === 'DescribeSnapshots' ? 'UnauthorizedOperation' : null,
      after: null,
    });
    const { record, done } = await estate.sweep('first');
    expect(done).toBe(true);
    expect(record).toMatchObject({ permissionsRead: 1, permissionsLeft: 0 });
    expect(record.gaps).toMatchObject([
      { image: imageId(1), operation: 'DescribeSnapshots', code: 'UnauthorizedOperation' },
    ]);
    expect(await estate.open()).toEqual([
      `encryption ${imageId(1)} unreadable snapshots UnauthorizedOperation`,
      `sharing ${imageId(1)} 012345678901`,
    ]);
  });

  test('is no news to the journal as long as it stays so', async () => {
    const estate = stand();
    give(estate, 1);
    refuse(estate, 1, 'UnauthorizedOperation');
    await estate.sweep('first');
    const before = await estate.records();
    await estate.pass(60);
    await estate.sweep('second');
    expect(await estate.records()).toEqual(before);
  });
});

test('a list that breaks off leaves what it showed, calls nothing vanished, and is said', async () => {
  const estate = stand();
  give(estate, 1, { tags: {} });
  await estate.sweep('first');
  estate.ec2.befalls = (operation) => ({
    before: operation === 'DescribeImages' ? 'UnauthorizedOperation' : null,
    after: null,
  });
  const { record, done } = await estate.sweep('second');
  expect(done).toBe(true);
  expect(record.gaps).toMatchObject([
    { image: null, operation: 'DescribeImages', code: 'UnauthorizedOperation' },
  ]);
  expect(await estate.open()).toEqual([`required-tags ${imageId(1)} Owner`]);
  expect((await estate.ports.inventory.image(refOf(1)))?.value.misses).toBe(0);
});

test('a place that lets nobody in rejects with the fault', async () => {
  const estate = stand();
  const fault = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });
  await expect(estate.sweep('first', {}, { estate: { open: () => Promise.reject(fault) } })).rejects.toBe(
    fault,
  );
});

describe('an image that is gone', () => {
  test('has its findings closed by the first sweep that EC2 tells so, and is forgotten by the second', async () => {
    const estate = stand();
    give(estate, 1, { tags: {} });
    give(estate, 2, { tags: {} });
    await estate.sweep('first');
    estate.fates = () => [];
    estate.call('DeregisterImage', { ImageId: imageId(1) });
    await estate.pass(60);
    const second = await estate.sweep('second');
    expect(second.record).toMatchObject({ images: 1, vanished: 0, lostEvents: 0 });
    expect(await estate.open()).toEqual([`required-tags ${imageId(2)} Owner`]);
    expect(await estate.ports.journal.findings(refOf(1))).toMatchObject([{ status: 'closed' }]);
    expect((await estate.ports.inventory.image(refOf(1)))?.value.misses).toBe(1);
    await estate.pass(60);
    const third = await estate.sweep('third');
    expect(third.record).toMatchObject({ vanished: 1, lostEvents: 1 });
    expect(await estate.ports.inventory.image(refOf(1))).toBeNull();
  });

  test('is missed no more when a list shows it again', async () => {
    const estate = stand();
    give(estate, 1);
    await estate.sweep('first');
    const known = await estate.ports.inventory.image(refOf(1));
    if (known === null) throw new Error('unknown');
    await estate.ports.inventory.putImage({ ...known.value, misses: 1 }, known.version);
    await estate.pass(60);
    const { record } = await estate.sweep('second');
    expect(record).toMatchObject({ vanished: 0, changed: 0 });
    expect((await estate.ports.inventory.image(refOf(1)))?.value.misses).toBe(0);
  });
});

describe('a place that an event has marked', () => {
  const mark = { ...PLACE, at: '2026-11-23T11:00:00.000Z', eventId: 'e-1', reason: 'too long' };

  test('has every launch permission read anew, and the mark is gone after a complete sweep', async () => {
    const estate = stand();
    for (const number of [1, 2, 3]) give(estate, number);
    await estate.sweep('first');
    estate.fates = () => [];
    estate.call('ModifyImageAttribute', {
      ImageId: imageId(2),
      LaunchPermission: { Add: [{ UserId: '012345678901' }] },
    });
    await estate.ports.journal.markDirty(mark);
    await estate.pass(7_200);
    estate.asked.length = 0;
    const { record } = await estate.sweep('second');
    expect(reads(estate)).toHaveLength(3);
    expect(record).toMatchObject({ permissionsRead: 3, lostEvents: 0 });
    expect(await estate.open()).toEqual([`sharing ${imageId(2)} 012345678901`]);
    expect(await estate.ports.journal.dirtyMark(PLACE)).toBeNull();
  });

  test('stays marked by a mark that came while it was swept', async () => {
    const estate = stand();
    give(estate, 1);
    await estate.ports.journal.markDirty(mark);
    await estate.sweep(
      'first',
      {},
      {
        progress: ({ stage }) => {
          if (stage === 'reading') void estate.ports.journal.markDirty({ ...mark, eventId: 'e-2' });
        },
      },
    );
    expect(await estate.ports.journal.dirtyMark(PLACE)).toMatchObject({ eventId: 'e-1', marks: 2 });
  });

  test('stays marked by a sweep that was partial, and by a report', async () => {
    const estate = stand();
    give(estate, 1);
    await estate.ports.journal.markDirty(mark);
    await estate.sweep('report', { judge: forReport(() => undefined) });
    refuse(estate, 1, 'UnauthorizedOperation');
    await estate.pass(7_200);
    await estate.sweep('partial');
    expect(await estate.ports.journal.dirtyMark(PLACE)).toMatchObject({ eventId: 'e-1', marks: 1 });
  });
});

test('a tag asks for a look: whenever its value changes, and once', async () => {
  const estate = stand();
  give(estate, 1);
  give(estate, 2);
  await estate.sweep('first');
  estate.fates = () => [];
  for (const [value, id] of [
    ['today', 'second'],
    ['tomorrow', 'third'],
  ] as const) {
    await estate.pass(60);
    estate.call('CreateTags', { Resources: [imageId(2)], Tags: [{ Key: 'ami-warden:look', Value: value }] });
    estate.asked.length = 0;
    await estate.sweep(id);
    expect(reads(estate)).toEqual([`DescribeImageAttribute ${imageId(2)}`]);
  }
  await estate.pass(60);
  estate.asked.length = 0;
  await estate.sweep('fourth');
  expect(reads(estate)).toEqual([]);
});

describe('a sweep that runs out of time', () => {
  test('goes on where it stopped, with an honest word on how long it takes', async () => {
    const estate = stand();
    for (let number = 1; number <= 60; number += 1) give(estate, number, { permission: [STRANGER] });
    const notes: SweepProgress[] = [];
    const until = new Date(estate.clock.now().getTime() + 2_000);
    const request = { share: 0.25 };
    const first = await estate.sweep('one', { ...request, until }, { progress: (note) => notes.push(note) });
    expect(first.done).toBe(false);
    expect(first.record.endedAt).toBeNull();
    const { permissionsRead, permissionsLeft } = first.record;
    expect(permissionsRead).toBeGreaterThanOrEqual(25);
    expect(permissionsRead + permissionsLeft).toBe(60);
    expect(notes.find(({ left }) => left === 50)).toMatchObject({
      stage: 'reading',
      done: 10,
      secondsLeft: 10,
    });
    estate.asked.length = 0;
    const rest = await estate.sweep('one', request);
    expect(rest.done).toBe(true);
    expect(reads(estate)).toHaveLength(permissionsLeft);
    expect(rest.record).toMatchObject({
      id: 'one',
      startedAt: first.record.startedAt,
      added: 60,
      permissionsRead: 60,
      permissionsLeft: 0,
      lostEvents: 0,
    });
    expect((await estate.open()).filter((line) => line.startsWith('sharing'))).toHaveLength(60);
  });

  test('reports each image once, with what is known of it', async () => {
    const estate = stand();
    for (let number = 1; number <= 60; number += 1)
      give(estate, number, { tags: {}, permission: [STRANGER] });
    const until = new Date(estate.clock.now().getTime() + 2_000);
    const taken: Evaluation[] = [];
    const judge = forReport((evaluation) => taken.push(evaluation));
    const { record } = await estate.sweep('one', { share: 0.25, until, judge });
    const findings = taken.flatMap((evaluation) => evaluation.findings);
    expect(new Set(taken.map(({ ref }) => JSON.stringify(ref))).size).toBe(60);
    expect(taken).toHaveLength(60);
    expect(findings.filter(({ rule }) => rule === 'required-tags')).toHaveLength(60);
    expect(findings.filter(({ rule }) => rule === 'sharing')).toHaveLength(record.permissionsRead);
  });

  test('reports the images that it did not come to with what it could not read of them', async () => {
    const estate = stand();
    for (let number = 1; number <= 60; number += 1) give(estate, number);
    estate.ec2.befalls = (operation) => ({
      before: operation === 'DescribeSnapshots' ? 'UnauthorizedOperation' : null,
      after: null,
    });
    const until = new Date(estate.clock.now().getTime() + 2_000);
    const taken: Evaluation[] = [];
    const judge = forReport((evaluation) => taken.push(evaluation));
    const { done } = await estate.sweep('one', { share: 0.25, until, judge });
    const unread = taken.flatMap(({ findings }) => findings.filter(({ rule }) => rule === 'encryption'));
    expect(done).toBe(false);
    expect(unread.map(({ detail }) => detail.kind)).toEqual(Array.from({ length: 60 }, () => 'unreadable'));
  });

  test('that died with its process goes on the same way', async () => {
    const estate = stand();
    for (let number = 1; number <= 40; number += 1) give(estate, number);
    let left = 20;
    const { inventory } = estate.ports;
    const dying = {
      inventory: {
        ...inventory,
        putImage: (...args: Parameters<typeof inventory.putImage>) => {
          left -= 1;
          return left < 0 ? Promise.reject(new Error('died')) : inventory.putImage(...args);
        },
      },
    };
    await expect(estate.sweep('one', {}, dying)).rejects.toThrow('died');
    estate.asked.length = 0;
    const { record } = await estate.sweep('one');
    expect(record).toMatchObject({ images: 40, permissionsLeft: 0 });
    expect(reads(estate)).toHaveLength(20);
  });
});

test('with 1 % of the images vanishing and 1 % of the calls failing every violation is found, and that it is partial is said', async () => {
  const estate = stand(
    examplePolicy(`
version: 1
rules:
  public-sharing: { mode: notify }
  sharing: { mode: notify, allow: { orgs: [self] } }
  encryption: { mode: notify }
  required-tags: { mode: notify, tags: { Owner: true } }
notify: { default: { slack: '#cloud-security' } }
`),
  );
  const draw = drawOf(7);
  for (let number = 1; number <= 400; number += 1) {
    const encrypted = draw.chance(0.7);
    const permission = draw.chance(0.2) ? [STRANGER, ...(encrypted ? [] : [PUBLIC])] : [];
    give(estate, number, { encrypted, permission, tags: draw.chance(0.8) ? { Owner: 'web' } : {} });
  }
  let vanished = 0;
  estate.ec2.befalls = (operation) => {
    const images = estate.ec2.world.images.list(PLACE.region, PLACE.account);
    if (operation === 'DescribeImageAttribute' && draw.chance(0.01)) {
      const gone = draw.pick(images);
      estate.ec2.world.images.delete(gone.id);
      estate.ec2.world.deregistered.add(gone.id);
      vanished += 1;
    }
    return { before: draw.chance(0.01) ? 'InternalError' : null, after: null };
  };
  const { record, done } = await estate.sweep('first');
  estate.ec2.befalls = () => ({ before: null, after: null });
  const wishes = {
    organization: 'o-exampleorg1',
    members: [PLACE.account],
    partners: [],
    tags: ['Owner'],
  };
  const found = await estate.open();
  // Who looks at the world from outside sees it as it was 20 seconds ago.
  await estate.pass(60);
  const truth = wrongs(estate.ec2.world, PLACE.account, PLACE.region, wishes);
  expect(vanished).toBeGreaterThan(0);
  expect(done).toBe(true);
  expect(truth.length).toBeGreaterThan(200);
  expect(truth.filter((line) => !found.includes(line))).toEqual([]);
  expect(record.gapCount).toBeGreaterThan(0);
  expect(record.gaps.every(({ code }) => code === 'InvalidAMIID.NotFound')).toBe(true);
  const { record: second } = await estate.sweep('second');
  expect(second.gapCount).toBe(0);
  expect(await estate.open()).toEqual(truth);
});
