import { commonPrincipals } from '../../lib/model/principal.ts';
import { drawOf, type Draw } from './draw.ts';
import {
  CALM,
  type Call,
  type Fate,
  type GivenImage,
  type History,
  type Meanwhile,
  type Person,
} from './history.ts';
import type { Step, Trouble } from './history.ts';
import { anyPolicy } from './policies.ts';
import { PRINCIPALS } from './principals.ts';

const PLACES = [
  ['111122223333', 'us-east-1'],
  ['222233334444', 'us-east-1'],
  ['222233334444', 'eu-west-1'],
  ['666677778888', 'us-east-1'],
] as const;

const PEOPLE = ['mallory', 'pipeline', 'admin'];
const ACCOUNTS = PRINCIPALS.filter(({ kind }) => kind === 'account');
const SNAPSHOT_PRINCIPALS = commonPrincipals([{ kind: 'public' }, ...ACCOUNTS], PRINCIPALS);
const TAGS = { Owner: ['platform', 'web'], Stage: ['prod', 'test'], Other: ['x'] } as const;

/** The history of a seed. Pure: the same seed is the same history. */
export const generate = (seed: number): History => {
  const draw = drawOf(seed);
  const images = Array.from({ length: 1 + draw.below(4) }, (_, index) => anyImage(draw, index));
  const policies = Array.from({ length: 1 + draw.below(3) }, () => anyPolicy(draw));
  const wild = draw.chance(0.7);
  const steps = Array.from({ length: 6 + draw.below(30) }, () =>
    anyStep(draw, images.length, policies.length, wild),
  );
  const kept = draw.some(['us-east-1', 'eu-west-1'], 2);
  const begin: readonly Step[] = draw.chance(0.8) ? [{ step: 'sweep' }] : [];
  return { seed, images, policies, kept, steps: [...begin, ...steps, ...weird(draw, images.length)] };
};

const anyImage = (draw: Draw, index: number): GivenImage => {
  const [account, region] = draw.pick(PLACES);
  const digits = `${String(index + 1)}${'a'.repeat(15)}`;
  const encrypted = draw.chance(0.3);
  const grants = draw.some(PRINCIPALS, 6).filter(({ kind }) => !encrypted || kind !== 'public');
  return {
    account,
    region,
    image: `ami-0${digits}`,
    // Every third image stands on the snapshot of the one before.
    snapshot: `snap-0${digits}`,
    name: draw.pick(['app-web', 'golden-base', 'legacy-etl']) + `-${String(index)}`,
    encrypted,
    grants,
    snapshotShares: encrypted ? [] : draw.some(SNAPSHOT_PRINCIPALS, 2),
    tags: draw.chance(0.5) ? { Owner: 'platform', Stage: 'prod' } : {},
    ageDays: draw.pick([1, 40, 400]),
  };
};

const anyStep = (draw: Draw, images: number, policies: number, wild: boolean): Step => {
  const at = draw.below(100);
  if (at < 30) return { step: 'calls', calls: many(draw, () => anyCall(draw, images)) };
  if (at < 68) return deliver(draw, images, wild);
  if (at < 78) return { step: 'pass', seconds: draw.pick([1, 60, 400, 1800, 3700, 90_000]) };
  if (at < 91)
    return { step: 'person', seed: draw.seed(), person: anyPerson(draw), trouble: trouble(draw, wild) };
  if (at < 94) return { step: 'pause' };
  if (at < 97) return { step: 'resume' };
  return { step: 'policy', policy: draw.below(policies) };
};

const many = <T>(draw: Draw, make: () => T): readonly T[] =>
  Array.from({ length: draw.chance(0.3) ? 2 + draw.below(4) : 1 }, make);

const deliver = (draw: Draw, images: number, wild: boolean): Extract<Step, { step: 'deliver' }> => ({
  step: 'deliver',
  seed: draw.seed(),
  most: draw.pick([1, 5, 20, 60]),
  workers: draw.pick([1, 1, 2, 3]),
  trouble: trouble(draw, wild),
  meanwhile: wild && draw.chance(0.4) ? many(draw, () => anyMeanwhile(draw, images)) : [],
});

const anyMeanwhile = (draw: Draw, images: number): Meanwhile => ({
  turn: 1 + draw.below(60),
  does: draw.chance(0.2) ? 'pause' : draw.chance(0.3) ? anyPerson(draw) : anyCall(draw, images),
});

const trouble = (draw: Draw, wild: boolean): Trouble => {
  if (!wild || draw.chance(0.35)) return CALM;
  const rate = (): number => (draw.chance(0.4) ? draw.pick([0.005, 0.02, 0.06]) : 0);
  return {
    crash: rate(),
    before: rate(),
    after: rate(),
    denied: draw.chance(0.15) ? 0.1 : 0,
    stall: draw.chance(0.2) ? 0.02 : 0,
    lagMs: draw.chance(0.25) ? draw.pick([300, 2_000, 10_000]) : 0,
  };
};

const FATES: readonly Fate[] = ['soon', 'soon', 'soon', 'soon', 'late', 'twice', 'lost'];

const anyCall = (draw: Draw, images: number): Call => {
  const common = { image: draw.below(images + 1), who: draw.pick(PEOPLE), fate: draw.pick(FATES) };
  const principals = () => {
    const some = draw.some(PRINCIPALS, 4);
    return some.length > 0 ? some : [draw.pick(PRINCIPALS)];
  };
  const at = draw.below(100);
  if (at < 40) return { ...common, call: 'share', principals: principals() };
  if (at < 50) return { ...common, call: 'unshare', principals: principals() };
  if (at < 58) return { ...common, call: 'share-snapshot', principals: [draw.pick(SNAPSHOT_PRINCIPALS)] };
  if (at < 61) return { ...common, call: 'unshare-snapshot', principals: [draw.pick(SNAPSHOT_PRINCIPALS)] };
  if (at < 69) {
    const tag = draw.pick(['Owner', 'Stage', 'Other'] as const);
    return { ...common, call: 'tag', tags: { [tag]: draw.pick<string>(TAGS[tag]) } };
  }
  if (at < 77) return { ...common, call: 'untag', tags: [draw.pick(['Owner', 'Stage'])] };
  const call = draw.pick([
    'copy',
    'deregister',
    'disable',
    'enable',
    'reset',
    'rails-off',
    'rails-off',
    'undeprecate',
  ] as const);
  return { ...common, call };
};

const anyPerson = (draw: Draw): Person => ({
  ask: draw.pick([
    'approve',
    'approve',
    'approve',
    'approve',
    'refuse',
    'remediate',
    'rollback',
    'rollback',
    'waive',
    'mute',
  ]),
  pick: draw.below(1000),
  by: draw.below(4),
});

/** What is known to be awkward, at times: a fight, a share while paused, an undo that is undone, everything twice. */
const weird = (draw: Draw, images: number): readonly Step[] => {
  const image = draw.below(images);
  const at = { image, who: 'mallory', fate: 'soon' } as const;
  const share: Step = {
    step: 'calls',
    calls: [{ ...at, call: 'share', principals: [draw.pick(PRINCIPALS)] }],
  };
  const calm = (): Step => ({
    step: 'deliver',
    seed: draw.seed(),
    most: 40,
    workers: 1,
    trouble: CALM,
    meanwhile: [],
  });
  const ask = (what: Person['ask']): Step => ({
    step: 'person',
    seed: draw.seed(),
    person: { ask: what, pick: draw.below(1000), by: draw.below(4) },
    trouble: CALM,
  });
  switch (draw.below(10)) {
    case 0:
      return Array.from({ length: 5 }, () => [share, calm(), { step: 'pass', seconds: 300 } as const]).flat();
    case 1:
      return [{ step: 'pause' }, share, calm(), { step: 'pass', seconds: 1000 }, { step: 'resume' }, calm()];
    case 2:
      return [share, calm(), ask('rollback'), calm(), ask('rollback'), calm()];
    case 3:
      return [
        share,
        deliver(draw, images, true),
        ask('approve'),
        ask('approve'),
        deliver(draw, images, true),
      ];
    case 4: {
      // The same again and again, while workers stand still for as long as a lease lasts.
      const again: Step = { step: 'sweep' };
      const slow: Step = {
        ...deliver(draw, images, false),
        trouble: { ...CALM, stall: 0.15 },
        workers: 3,
        most: 20,
      };
      return [share, again, again, slow, again, slow, { step: 'pass', seconds: 60 }, slow];
    }
    default:
      return [];
  }
};
