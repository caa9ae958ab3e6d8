import { COPY_KEY } from './copy-key.ts';
import { drawOf, type Draw } from './draw.ts';
import { CALM, type Call, type History, type Step } from './history.ts';

/** Added to a seed, so that what is drawn here moves nothing of what the seed draws. */
const APART = 0x1000_0000;

/**
 * The history with what others leave out: the policy has images replaced by encrypted copies, people launch instances, and the key
 * of the copies is switched off and on. The same seed is the same history.
 */
export const widen = (history: History): History => {
  const draw = drawOf(history.seed + APART);
  const policies = history.policies.map((policy) => withRules(draw, policy));
  const steps = history.steps.flatMap((step): readonly Step[] =>
    draw.chance(0.4) ? [step, ...more(draw, history.images.length)] : [step],
  );
  return { ...history, policies, steps: [...steps, ...saga(draw)] };
};

/** The whole of a replacement, hours and days of it; or a copy whose key is switched off while AWS makes it. */
const saga = (draw: Draw): readonly Step[] => {
  const look: readonly Step[] = [{ step: 'sweep' }, deliver(draw, 40), deliver(draw, 40)];
  const after = (seconds: number): readonly Step[] => [{ step: 'pass', seconds }, ...look];
  const turnKey = (call: 'key-off' | 'key-on'): Step => ({
    step: 'calls',
    calls: [{ image: 0, who: 'admin', fate: 'soon', call }],
  });
  switch (draw.below(4)) {
    case 0:
      return [...look, ...after(1_000), ...after(8_000), ...after(90_000)];
    case 1:
      return [
        ...look,
        turnKey('key-off'),
        ...after(1_000),
        turnKey('key-on'),
        ...after(1_000),
        ...after(4_000),
      ];
    default:
      return [];
  }
};

const withRules = (draw: Draw, text: string): string => {
  const { rules, ...policy } = JSON.parse(text) as { readonly rules: object };
  const encryption = {
    mode: draw.pick(['enforce', 'enforce', 'enforce', 'notify']),
    ...(draw.chance(0.2) ? { grace: '5m' } : {}),
    remediate: {
      action: 'encrypted-copy',
      kmsKey: COPY_KEY,
      source: draw.pick([
        { after: 'keep' },
        { after: 'disable' },
        { after: 'disable' },
        { after: 'disable', deregisterAfter: '2h' },
      ]),
      ...(draw.chance(0.25) ? { approval: draw.pick(['manual', 'two-person']) } : {}),
      ...(draw.chance(0.25) ? { limit: { perHour: 1 + draw.below(3) } } : {}),
    },
  };
  const launch = {
    mode: draw.pick(['notify', 'audit']),
    owners: draw.pick([['self'], ['111122223333']]),
    images: draw.pick([[], ['name:golden-*']]),
  };
  const added = { ...(draw.chance(0.9) ? { encryption } : {}), ...(draw.chance(0.7) ? { launch } : {}) };
  return JSON.stringify({ ...policy, rules: { ...rules, ...added } });
};

/** Something of people's, or some of the time that a copy takes, and a look. */
const more = (draw: Draw, images: number): readonly Step[] => {
  if (draw.chance(0.4)) return [{ step: 'calls', calls: [anyCall(draw, images)] }];
  return [{ step: 'pass', seconds: draw.pick([60, 400, 1000]) }, deliver(draw, 20)];
};

const deliver = (draw: Draw, most: number): Step => ({
  step: 'deliver',
  seed: draw.seed(),
  most,
  workers: draw.pick([1, 2]),
  trouble: draw.chance(0.5) ? CALM : { ...CALM, crash: 0.03, after: 0.02, before: 0.02 },
  meanwhile: [],
});

const anyCall = (draw: Draw, images: number): Call => ({
  image: draw.below(images + 1),
  who: draw.pick(['mallory', 'admin']),
  fate: draw.pick(['soon', 'soon', 'twice', 'late', 'lost']),
  call: draw.pick(['run', 'run', 'run', 'terminate', 'key-off', 'key-on', 'key-on']),
});
