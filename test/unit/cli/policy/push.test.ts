import { beforeEach, describe, expect, test } from 'vitest';
import { runPush } from '../../../../lib/cli/policy/push/run.ts';
import { HUB, handWorld, STACK, type Call, type Ended } from '../by-hand/hand-world.ts';

const world = handWorld();
const AUDIT = `version: 1
name: guarded
mode: audit
rules: { public-sharing: { remediate: { action: revoke-public } }, encryption: {} }
groups: { partners: { accounts: ['444455556666'] } }
`;
const ENFORCE = AUDIT.replace('mode: audit', 'mode: enforce').replace(', encryption: {}', '');

beforeEach(() => {
  world.fresh(AUDIT);
  world.sandbox().hub.bucket.delete('policy.json');
});

const inBucket = (): string => world.sandbox().hub.bucket.get('policy.json')?.content.toString() ?? 'none';
const push = (flags: object = {}, call: Call = {}, file = 'policy.yaml'): Promise<Ended> =>
  world.run(runPush, [world.at(file)], { via: STACK, ...flags }, { caller: HUB, ...call });

describe('policy push', () => {
  test('puts the first policy into the bucket of the stack, and says its hash', async () => {
    const { code, out, err } = await push({ yes: true });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^rule public-sharing +- +audit, \w+, revoke-public$/m),
    ]);
    const { hash } = JSON.parse(inBucket()) as { readonly hash: string };
    expect(err).toContain('this is the first policy');
    expect(err).toContain(`is sha256 ${hash}. The functions take it within a minute.`);
  });

  test('shows what would change against the one in force, asks, and does it on a yes alone', async () => {
    await push({ yes: true });
    const before = inBucket();
    world.fresh(ENFORCE);
    const dry = await push({ dryRun: true, output: 'json' });
    expect([dry.code, (JSON.parse(dry.out) as { readonly differences: unknown }).differences]).toEqual([
      2,
      [
        {
          what: 'rule public-sharing',
          before: expect.stringMatching(/^audit, /) as string,
          after: expect.stringMatching(/^enforce, /) as string,
        },
        { what: 'rule encryption', before: expect.stringMatching(/^audit, /) as string, after: null },
      ],
    ]);
    const alone = await push();
    expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('--yes is needed')]);
    const no = await push({}, { says: 'no' });
    expect([no.code, no.questions, inBucket()]).toEqual([1, [`Put it into force in ${STACK}?`], before]);
    const yes = await push({}, { says: 'yes' });
    expect([yes.code, inBucket() === before]).toEqual([0, false]);
  });

  test('names the members of what else differs in a rule, a group or the routes', async () => {
    await push({ yes: true });
    world.fresh(
      `${AUDIT.replace("'444455556666'", "'777788889999'")}notify: { default: { slack: '#ami' } }\n`,
    );
    const { out } = await push({ dryRun: true });
    expect(out).toMatch(/^group partners +444455556666 +777788889999$/m);
    expect(out).toMatch(/^notify +as set +as set \(otherwise: default\)$/m);
    expect(out).not.toContain('rule ');
  });

  test('writes nothing where the same is in force, a policy that was compiled before included', async () => {
    await push({ yes: true });
    const again = await push();
    expect([again.code, again.out, again.err]).toEqual([0, '', expect.stringContaining('in force already')]);
  });

  test('writes nothing over what it has not shown', async () => {
    await push({ yes: true });
    world.fresh(ENFORCE);
    const { bucket } = world.sandbox().hub;
    const raced = await push(
      {},
      {
        means: {
          confirm: () => {
            bucket.put('policy.json', 'of somebody else');
            return Promise.resolve(true);
          },
        },
        says: 'yes',
      },
    );
    expect([raced.code, raced.err, inBucket()]).toEqual([
      1,
      expect.stringContaining('somebody else has pushed a policy meanwhile'),
      'of somebody else',
    ]);
  });

  test('replaces what the functions refuse, and says that they do', async () => {
    world.sandbox().hub.bucket.put('policy.json', '{"version":2}');
    const { code, err } = await push({ yes: true });
    expect([code, err]).toEqual([0, expect.stringContaining('holds what the functions refuse')]);
  });

  test('sends no policy with a mistake, and looks for no service without --via', async () => {
    world.fresh('version: 1\nname: x\nmode: adit\nrules: {}\n');
    const bad = await push({ yes: true });
    expect([bad.code, bad.err]).toEqual([
      1,
      expect.stringContaining('the policy is refused: nothing was written'),
    ]);
    const lost = await world.run(runPush, [world.at('policy.yaml')], {}, { caller: HUB });
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('--via: ')]);
    world.fresh(AUDIT);
    const none = await push({ via: 'ami-warden-staging', yes: true });
    expect([none.code, inBucket()]).toEqual([1, 'none']);
  });
});
