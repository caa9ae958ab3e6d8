import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { Limits, RemediationSetting } from '../../../lib/model/policy.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import { journals } from './journals.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, ORGANIZATION, POLICY, PUBLIC, REF, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC, STRANGER, COLLEAGUE]);
  stage.organization = { ...ORGANIZATION, observedAt: '2026-11-23T12:00:00.000Z' };
});

const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { guard, recheck, remediate, notify, grants } = stepsOf(() => stage);
const records = () => stage.journal.findings(REF);
const refusals = async (): Promise<readonly string[]> =>
  (await records()).flatMap(({ outcome }) => (outcome?.kind === 'refused' ? [outcome.reason] : []));
const count = async (kind: string): Promise<number> =>
  (await stage.journal.entries(REF)).filter((entry) => entry.kind === kind).length;
const approve = async (): Promise<string> => {
  const plan = (await records())[0]?.waiting?.plan ?? '';
  return (await handleRequest({ kind: 'apply', plan, dryRun: false }, ALICE, stage.remediation())).status;
};

const NO_LIMITS: Limits = { perHour: null, perAccountPerHour: null, perDayShareOfImages: null };
const withLimits = (limits: Partial<Limits>, ofRule: Partial<RemediationSetting> = {}): void => {
  const rules = POLICY.rules.map((rule) =>
    rule.remediation === null ? rule : { ...rule, remediation: { ...rule.remediation, ...ofRule } },
  );
  stage.policy = { ...POLICY, rules, limits: { ...NO_LIMITS, ...limits } };
};

describe('limits', () => {
  test.each([
    [
      'of all changes in all accounts',
      { perHour: 1 },
      {},
      'the limit of 1 an hour for all changes in all accounts is used up',
    ],
    [
      'of all changes in an account',
      { perAccountPerHour: 1 },
      {},
      'the limit of 1 an hour for all changes in an account is used up',
    ],
  ] as const)('%s: a plan of two changes is not done by half', async (_, limits, ofRule, reason) => {
    withLimits(limits, ofRule);
    await guard();
    await remediate();
    await notify();
    expect([stage.writes, await refusals()]).toEqual([[], [reason, reason]]);
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'open']);
    expect(await count('intent')).toBe(0);
  });

  test.each([
    ['of a rule', { limitPerHour: 0 }, 'the limit of 0 an hour for revoke-public is used up'],
    [
      'of a rule in all accounts',
      { limitPerHour: null, limitPerHourInAll: 0 },
      'the limit of 0 an hour for revoke-public in all accounts is used up',
    ],
  ] as const)('%s that came after the plan hold as well', async (_, ofRule, reason) => {
    withLimits({}, { limitPerHour: null });
    await guard();
    withLimits({}, ofRule);
    await remediate();
    expect(stage.writes).toEqual([]);
    expect(await refusals()).toContain(reason);
  });

  test('of a rule in all accounts counts those of other accounts', async () => {
    withLimits({}, { limitPerHour: null, limitPerHourInAll: 1 });
    const take = {
      key: 'public-sharing#revoke-public',
      window: 'hour',
      count: 1,
      limit: 1,
      once: 'another',
    } as const;
    await stage.journal.takeFromLimits([take], new Date(stage.time).toISOString());
    await guard();
    await remediate();
    expect(stage.writes).toEqual([]);
    expect(await refusals()).toContain('the limit of 1 an hour for revoke-public in all accounts is used up');
  });

  test('a share of the images is counted in images, and an image once a day', async () => {
    withLimits({ perDayShareOfImages: 0.002 });
    stage.images = 500;
    for (let round = 0; round < 2; round += 1) {
      stage.grants = [PUBLIC];
      await guard();
      await remediate();
      expect(grants()).toEqual([]);
    }
    const other = { ...REF, image: 'ami-0bbbbbbbbbbbbbbb2' as typeof REF.image };
    const message = stage.plans[0] ?? null;
    expect(message).toBeNull();
    const take = {
      key: 'images#111122223333#us-east-1',
      window: 'day',
      count: 1,
      limit: 1,
      once: other.image,
    } as const;
    expect(await stage.journal.takeFromLimits([take], new Date(stage.time).toISOString())).toEqual(take);
  });

  test('what cannot be counted is over the limit', async () => {
    withLimits({ perDayShareOfImages: 0.5 });
    stage.images = new Fault('DescribeImages', 'UnauthorizedOperation', 'no', { retryable: false });
    await guard();
    await remediate();
    expect(stage.writes).toEqual([]);
    expect((await refusals())[0]).toContain('could not be counted (UnauthorizedOperation)');
  });

  test('a person lets it through, and the journal says that limits were ignored', async () => {
    withLimits({ perHour: 0 });
    await guard();
    await remediate();
    expect((await records()).map(({ waiting }) => waiting?.why)).toEqual(['limit', 'limit']);
    expect(await approve()).toBe('done');
    expect(grants()).toEqual(['account/222233334444']);
    const said = (await stage.journal.entries(REF)).find(({ kind }) => kind === 'approval');
    expect(said).toMatchObject({ decision: 'approved', limits: 'ignored', by: ALICE });
    expect((await records()).map(({ status, waiting }) => [status, waiting])).toEqual([
      ['fixed', undefined],
      ['fixed', undefined],
    ]);
  });

  test('a person refuses to let it through: it stays as it is, in the next hour too, and nobody is told twice', async () => {
    withLimits({ perHour: 0 });
    await guard();
    await remediate();
    const plan = (await records())[0]?.waiting?.plan ?? '';
    await handleRequest({ kind: 'refuse', plan, reason: null, dryRun: false }, ALICE, stage.remediation());
    await notify();
    withLimits({ perHour: 10 });
    for (let hour = 0; hour < 3; hour += 1) {
      stage.time += HOUR;
      await recheck();
      await remediate();
      await notify();
    }
    expect([stage.writes, stage.told.length]).toEqual([[], 2]);
    stage.grants = [];
    await recheck();
    stage.grants = [PUBLIC];
    await recheck();
    await remediate();
    expect(grants()).toEqual([]);
  });

  test('over it again and again, the finding waits with the first plan, and nobody is told twice', async () => {
    withLimits({ perHour: 0 });
    await guard();
    await remediate();
    const first = (await records()).map(({ waiting }) => waiting?.plan);
    await notify();
    for (let time = 0; time < 3; time += 1) {
      await recheck();
      await remediate();
      await notify();
    }
    expect((await records()).map(({ waiting }) => waiting?.plan)).toEqual(first);
    expect(stage.told).toHaveLength(2);
  });

  test('the next hour has room again, without a person', async () => {
    withLimits({ perAccountPerHour: 2 });
    await guard();
    await remediate();
    stage.grants = [PUBLIC];
    await guard();
    stage.grants = [PUBLIC, STRANGER];
    await guard();
    stage.plans.splice(0, 1);
    await remediate();
    expect(stage.writes).toHaveLength(2);
    stage.time += HOUR;
    await recheck();
    await remediate();
    expect(grants()).toEqual([]);
    expect((await records()).map(({ waiting }) => waiting)).toEqual([undefined, undefined]);
  });
});

describe('the switch that pauses', () => {
  const paused = {
    kind: 'paused',
    by: 'alice',
    since: '2026-11-23T09:59:00.000Z',
    reason: 'a bad policy went out',
  } as const;
  const REASON = 'paused by alice since 2026-11-23T09:59:00.000Z: a bad policy went out';

  test('nothing is written, the finding says by whom and why, and it is looked at again in 15 minutes', async () => {
    stage.brake = paused;
    await guard();
    await remediate();
    await notify();
    expect([stage.writes, await refusals()]).toEqual([[], [REASON, REASON]]);
    expect(stage.told).toHaveLength(2);
    expect(stage.rechecks).toEqual([{ dueAt: '2026-11-23T10:15:00.000Z' }]);
  });

  test('for a day: nobody is told again, and the journal does not fill with the same refusal', async () => {
    stage.brake = paused;
    await guard();
    await remediate();
    await notify();
    const outcomes = await count('outcome');
    for (let hour = 0; hour < 4; hour += 1) {
      stage.time += 15 * MINUTE;
      await recheck();
      await remediate();
      await notify();
    }
    expect([stage.told.length, await count('outcome')]).toEqual([2, outcomes]);
    // One timer begets one.
    expect(stage.rechecks).toHaveLength(5);
    stage.brake = { kind: 'running' };
    stage.time += 15 * MINUTE;
    await recheck();
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('what was written before it gets its outcome all the same, and can be taken back later', async () => {
    stage.grants = [PUBLIC];
    await guard();
    const [message] = stage.plans;
    if (message === undefined) throw new Error('nothing was planned');
    stage.interruption = { before: 'noteOwnRequest', run: () => Promise.reject(new Died()) };
    await expect(remediate()).rejects.toThrow(Died);
    stage.interruption = null;
    stage.time += MINUTE;
    stage.brake = paused;
    await applyPlan(message, stage.remediation());
    const [record] = await records();
    expect([stage.writes.length, record?.status, record?.outcome?.kind, record?.undo !== null]).toEqual([
      1,
      'fixed',
      'done',
      true,
    ]);
  });

  test('what cannot be read is paused', async () => {
    stage.brake = new Fault('GetParameter', 'ParameterNotFound', 'no', { retryable: false });
    await guard();
    await remediate();
    expect(stage.writes).toEqual([]);
    expect((await refusals())[0]).toBe(
      'paused, because the switch that pauses writing could not be read (ParameterNotFound)',
    );
  });

  test('takes hold between two writes of a batch, and what is left is done after it', async () => {
    await guard();
    const ports = stage.remediation();
    const [plan] = stage.plans.splice(0);
    if (plan === undefined) throw new Error('there is a plan');
    await applyPlan(plan, {
      ...ports,
      writer: {
        send: async (...args) => {
          const answer = await ports.writer.send(...args);
          stage.brake = paused;
          return answer;
        },
      },
    });
    expect(stage.writes).toEqual([{ add: [], remove: [PUBLIC] }]);
    expect(await refusals()).toEqual([REASON]);
    stage.brake = { kind: 'running' };
    await recheck();
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('stops people as well, and nothing of what they asked for is lost', async () => {
    withLimits({ perHour: 0 });
    await guard();
    await remediate();
    stage.brake = paused;
    expect(await approve()).toBe('refused');
    expect(stage.writes).toEqual([]);
    stage.brake = { kind: 'running' };
    await recheck();
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('stops a rollback', async () => {
    await guard();
    await remediate();
    const entry = (await records())[0]?.undo ?? '';
    stage.brake = paused;
    const answer = await handleRequest(
      { kind: 'rollback', ref: REF, entry, dryRun: false },
      ALICE,
      stage.remediation(),
    );
    expect([answer.status, grants()]).toEqual(['refused', ['account/222233334444']]);
    expect(answer.message).toContain(REASON);
    expect((await records()).map(({ status }) => status)).toEqual(['fixed', 'fixed']);
  });
});

describe('a fight', () => {
  /** Somebody shares the image with everybody, and we take that back if we still do. */
  const round = async (minutes: number): Promise<void> => {
    stage.time += minutes * MINUTE;
    stage.grants = [PUBLIC];
    await guard();
    await remediate();
    await notify();
  };
  beforeEach(() => {
    stage.grants = [];
    const [rule] = POLICY.rules;
    if (rule === undefined) throw new Error('the policy has rules');
    stage.policy = { ...POLICY, rules: [rule] };
  });

  test('stops after three rounds within an hour, and names whoever is on the other side', async () => {
    for (const minutes of [0, 10, 10, 10]) await round(minutes);
    expect([stage.writes.length, grants()]).toEqual([3, ['public']]);
    expect((await refusals())[0]).toContain(
      'three times within an hour, and each time mallory (arn:aws:iam::111122223333:user/mallory) undid it',
    );
    expect((await records())[0]?.waiting).toMatchObject({ why: 'fight', state: 'waiting' });
    expect(stage.told.at(-1)?.status).toBe('open');
    await round(10);
    expect(stage.writes).toHaveLength(3);
  });

  test('is a notice of its own, which names the other side; the same one as long as it is the same fight', async () => {
    const fights = async (minutes: number) => {
      stage.time += minutes * MINUTE;
      stage.grants = [PUBLIC];
      await guard();
      await remediate();
      return stage.notices.splice(0).filter((notice) => notice.kind === 'fight');
    };
    for (const minutes of [0, 10, 10]) expect(await fights(minutes)).toEqual([]);
    const [first, ...more] = await fights(10);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      ref: REF,
      rule: 'public-sharing',
      severity: 'critical',
      others: [{ name: 'mallory', arn: 'arn:aws:iam::111122223333:user/mallory' }],
    });
    const [again] = await fights(10);
    expect([again?.id, again?.others]).toEqual([first?.id, first?.others]);
  });

  test('three rounds in more than an hour are none', async () => {
    for (const minutes of [0, 31, 31, 31, 31]) await round(minutes);
    expect([stage.writes.length, grants()]).toEqual([5, []]);
  });

  test('ends when an hour goes by without it, and is looked at then', async () => {
    for (const minutes of [0, 1, 1, 1]) await round(minutes);
    expect(stage.writes).toHaveLength(3);
    const dueAt = Date.parse(stage.rechecks.at(-1)?.dueAt ?? '');
    stage.time = dueAt - 1000;
    await recheck();
    await remediate();
    expect(stage.writes).toHaveLength(3);
    stage.time = dueAt;
    await recheck();
    await remediate();
    expect([stage.writes.length, grants()]).toEqual([4, []]);
  });

  test('ends when a person acts, and counts anew from there', async () => {
    for (const minutes of [0, 1, 1, 1]) await round(minutes);
    expect(await approve()).toBe('done');
    expect(stage.writes).toHaveLength(4);
    for (const minutes of [1, 1, 1, 1]) await round(minutes);
    // Two more: the one on a person's word is none of the three.
    expect(stage.writes.length).toBe(7);
  });
});

describe('a process that dies at any step while something holds it up', () => {
  const ends: readonly (readonly [string, (one: Stage) => void, readonly string[]])[] = [
    ['a limit', (one) => (one.policy = { ...POLICY, limits: { ...NO_LIMITS, perHour: 0 } }), ['public']],
    ['a limit with room', (one) => (one.policy = { ...POLICY, limits: { ...NO_LIMITS, perHour: 2 } }), []],
    ['a pause', (one) => (one.brake = { kind: 'paused', by: 'a', since: 'b', reason: 'c' }), ['public']],
  ];

  test.each(ends)(
    '%s: the end is the same when it is delivered again',
    async (_, hold, expected) => {
      const start = async (): Promise<Stage> => {
        stage = new Stage(await journal(), [PUBLIC]);
        hold(stage);
        await guard();
        return stage;
      };
      await start();
      const plan = stage.plans[0];
      if (plan === undefined) throw new Error('there is a plan');
      const first = stage.steps;
      await remediate();
      const steps = stage.steps - first;
      expect(steps).toBeGreaterThan(5);
      for (const dieAfter of [false, true]) {
        for (let step = 1; step <= steps; step += 1) {
          await start();
          const [message] = stage.plans.splice(0);
          if (message === undefined) throw new Error('there is a plan');
          stage.dieAfter = dieAfter;
          stage.dieAt = stage.steps + step;
          const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(steps)}`;
          await expect(applyPlan(message, stage.remediation()), where).rejects.toThrow(Died);
          await applyPlan(message, stage.remediation());
          await notify();
          expect([where, grants(), stage.writes.length]).toEqual([
            where,
            expected,
            expected.length === 0 ? 1 : 0,
          ]);
          expect([where, stage.told.length]).toEqual([where, 1]);
        }
      }
    },
    60_000,
  );
});

describe('two workers on one image', () => {
  test('never interleave: the second waits until the first is through, and finds nothing to do', async () => {
    await guard();
    const [message] = stage.plans;
    if (message === undefined) throw new Error('there is a plan');
    const sent: string[] = [];
    const worker = (name: string, onSend: () => void, pause: () => Promise<void>): Promise<void> => {
      const ports = stage.remediation();
      const send: typeof ports.writer.send = async (ref, write) => {
        sent.push(`${name} begins`);
        onSend();
        const answer = await ports.writer.send(ref, write);
        sent.push(`${name} ends`);
        return answer;
      };
      return applyPlan(message, { ...ports, pause, writer: { send } });
    };
    const others: Promise<void>[] = [];
    const first: Promise<void> = worker(
      'a',
      () => {
        const idle = (): void => undefined;
        if (others.length === 0) others.push(worker('b', idle, () => first));
      },
      () => Promise.resolve(),
    );
    await first;
    await Promise.all(others);
    expect(others).toHaveLength(1);
    expect(sent).toEqual(['a begins', 'a ends', 'a begins', 'a ends']);
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('one that stood still while its lease ran out writes nothing more', async () => {
    await guard();
    const [message] = stage.plans.splice(0);
    if (message === undefined) throw new Error('there is a plan');
    const ports = stage.remediation();
    const slow = {
      ...ports,
      journal: new Proxy(ports.journal, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (name !== 'append' || typeof member !== 'function') return member;
          // Right after its first intent the process is frozen, and somebody else takes over.
          return async (entry: { readonly kind: string }) => {
            const id: unknown = await Reflect.apply(member, target, [entry]);
            if (entry.kind === 'intent' && stage.writes.length === 0) {
              stage.time += 31_000;
              await applyPlan(message, stage.remediation());
            }
            return id;
          };
        },
      }),
    };
    await expect(applyPlan(message, slow)).rejects.toThrow('has run out');
    expect(stage.writes).toEqual([
      { add: [], remove: [PUBLIC] },
      { add: [], remove: [STRANGER] },
    ]);
    const numbers = (await stage.journal.entries(REF)).flatMap((entry) =>
      entry.kind === 'intent' ? [entry.lease] : [],
    );
    expect(numbers).toEqual([1, 2, 2]);
  });

  test('held for long by another, it goes back to the queue, and nothing is written', async () => {
    await guard();
    const [message] = stage.plans;
    if (message === undefined) throw new Error('there is a plan');
    const at = (ms: number): string => new Date(stage.time + ms).toISOString();
    await stage.journal.takeLease(REF, at(0), at(HOUR));
    await expect(applyPlan(message, stage.remediation())).rejects.toThrow('another worker has been writing');
    expect(stage.writes).toEqual([]);
  });
});
