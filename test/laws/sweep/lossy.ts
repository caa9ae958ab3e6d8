import { drawOf, type Draw } from '../../histories/draw.ts';
import { PRINCIPALS } from '../../histories/principals.ts';
import { launchPermissionOf } from '../../../lib/sandbox/ec2/principals.ts';
import { putImage, putSnapshot } from '../../../lib/sandbox/ec2/seed/put.ts';
import { snapshotIdsOf } from '../../../lib/sandbox/ec2/image.ts';
import { examplePolicy } from '../../unit/app/sweep/policy.ts';
import { wrongs } from '../../ground-truth/truth.ts';
import { Estate, type Fates, PLACE } from './estate.ts';

const POLICY = examplePolicy(`
version: 1
rules:
  public-sharing: { mode: notify }
  sharing: { mode: notify, allow: { orgs: [self], accounts: ['444455556666'] } }
  encryption: { mode: notify }
  required-tags: { mode: notify, tags: { Owner: true, Stage: true } }
notify: { default: { slack: '#cloud-security' } }
`);

const WISHES = {
  organization: 'o-exampleorg1',
  members: [
    '111122223333',
    '123456789012',
    '222233334444',
    '333344445555',
    '555566667777',
    '666677778888',
    '999988887777',
  ],
  partners: ['444455556666'],
  tags: ['Owner', 'Stage'],
};

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444';
// What a unit of an organisation may have is the policy's own matter.
const WHOM = PRINCIPALS.filter(({ kind }) => kind !== 'unit');

/** What came of a seed's history: the findings of guard and sweep, and what they have to be. */
interface Lossy {
  readonly found: readonly string[];
  readonly clean: readonly string[];
  readonly truth: readonly string[];
  readonly events: number;
  readonly lost: number;
  /** What was wrong or missing in the journal before the last sweep. */
  readonly missedByGuard: number;
  readonly lostEvents: number;
}

const WEEK_MS = 8 * 86_400_000;

/**
 * Plays a history twice: once with every event told in order, and once with this share of them lost, as many told twice and as many told
 * late and out of order; then the sweep of the week after.
 */
export const playLossy = async (seed: number, rate: number): Promise<Lossy> => {
  const cleanRun = new Estate(seed, POLICY);
  const lossyRun = new Estate(seed, POLICY);
  const counts = { events: 0, lost: 0 };
  try {
    for (const run of [cleanRun, lossyRun]) {
      const draw = drawOf(seed);
      seedEstate(run, draw);
      await run.sweep('first');
      if (run === lossyRun) run.fates = troubled(drawOf(seed + 1), rate, counts);
      for (let step = 20 + draw.below(30); step > 0; step -= 1) {
        call(run, draw);
        await run.pass(draw.pick([1, 30, 400]));
      }
      // All that is on its way arrives; then the week goes by in which every launch permission is read once.
      await run.pass(3 * 3_600);
      run.clock.advance(WEEK_MS);
      await run.pass(60);
    }
    const clean = await cleanRun.open();
    const before = await lossyRun.open();
    const { record } = await lossyRun.sweep('second');
    await lossyRun.pass(3_600);
    return {
      found: await lossyRun.open(),
      clean,
      truth: wrongs(lossyRun.ec2.world, PLACE.account, PLACE.region, WISHES),
      ...counts,
      missedByGuard: differences(before, clean),
      lostEvents: record.lostEvents,
    };
  } finally {
    cleanRun.close();
    lossyRun.close();
  }
};

const differences = (one: readonly string[], other: readonly string[]): number =>
  one.filter((line) => !other.includes(line)).length + other.filter((line) => !one.includes(line)).length;

const troubled =
  (draw: Draw, rate: number, counts: { events: number; lost: number }): Fates =>
  () => {
    counts.events += 1;
    if (draw.chance(rate)) {
      counts.lost += 1;
      return [];
    }
    if (draw.chance(rate)) return [2_000, 60_000 + draw.below(3_600_000)];
    return draw.chance(rate) ? [draw.below(7_200_000)] : [2_000];
  };

const seedEstate = ({ ec2: { world } }: Estate, draw: Draw): void => {
  world.keys.put({
    arn: KEY,
    ...PLACE,
    aliases: ['alias/images'],
    managed: false,
    enabled: true,
    users: [],
    organization: null,
  });
  const count = 3 + draw.below(8);
  for (let index = 1; index <= count; index += 1) {
    const digits = `${String(index).padStart(3, '0')}${'a'.repeat(13)}`;
    const encrypted = draw.chance(0.5);
    putSnapshot(world, {
      ...PLACE,
      id: `snap-0${digits}`,
      description: 'disk',
      ...(encrypted ? { kmsKey: KEY } : {}),
    });
    putImage(world, {
      ...PLACE,
      id: `ami-0${digits}`,
      name: `app-${String(index)}`,
      snapshot: `snap-0${digits}`,
      tags: draw.chance(0.5) ? { Owner: 'platform', Stage: 'prod' } : {},
      permission: draw.some(WHOM, 3).filter(({ kind }) => !encrypted || kind !== 'public'),
      createdAt: '2026-01-01T00:00:00.000Z',
    });
  }
};

/** Some call of somebody; what EC2 refuses is an event all the same. */
const call = (run: Estate, draw: Draw): void => {
  const images = run.ec2.world.images.list(PLACE.region, PLACE.account);
  if (images.length === 0) return;
  const image = draw.pick(images);
  const ImageId = image.id;
  const at = draw.below(100);
  const items = [draw.pick(WHOM), draw.pick(WHOM)].map(launchPermissionOf);
  if (at < 30) run.call('ModifyImageAttribute', { ImageId, LaunchPermission: { Add: items } });
  else if (at < 45) run.call('ModifyImageAttribute', { ImageId, LaunchPermission: { Remove: items } });
  else if (at < 55)
    run.call('CreateTags', {
      Resources: [ImageId],
      Tags: [{ Key: draw.pick(['Owner', 'Stage']), Value: 'x' }],
    });
  else if (at < 68)
    run.call('DeleteTags', { Resources: [ImageId], Tags: [{ Key: draw.pick(['Owner', 'Stage']) }] });
  else if (at < 76) {
    const input = {
      SourceImageId: ImageId,
      SourceRegion: PLACE.region,
      Name: `copy-${String(draw.below(1e6))}`,
    };
    run.call('CopyImage', draw.chance(0.5) ? { ...input, Encrypted: true, KmsKeyId: KEY } : input);
  } else if (at < 84) run.call('DeregisterImage', { ImageId });
  else if (at < 90) run.call('DisableImage', { ImageId });
  else if (at < 95) run.call('EnableImage', { ImageId });
  else if (at < 98) run.call('ResetImageAttribute', { ImageId, Attribute: 'launchPermission' });
  else for (const snapshot of snapshotIdsOf(image)) run.call('DeleteSnapshot', { SnapshotId: snapshot });
};
