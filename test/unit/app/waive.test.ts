import { beforeEach, describe, expect, test } from 'vitest';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { whoAsks } from '../../../lib/app/who-asks.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { Answer, Request } from '../../../lib/model/request.ts';
import { journals } from './journals.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
const BOB: Asker = { kind: 'slack', name: 'bob', arn: null, id: 'slack:U2' };
/** Public sharing of the stage's image. */
const PUBLIC_FINDING = 'd83430b559eaa2da';
const UNTIL = '2026-11-23T14:00:00.000Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Waive = Extract<Request, { kind: 'waive' }>;

let stage: Stage;

const { guard, recheck, remediate, notify, grants } = stepsOf(() => stage);
const waive = (over: Partial<Waive> = {}, by = ALICE): Promise<Answer> =>
  handleRequest(
    {
      kind: 'waive',
      ref: REF,
      finding: PUBLIC_FINDING,
      until: UNTIL,
      reason: 'the launch is today',
      owner: 'web-team@example.com',
      ticket: 'SEC-7',
      dryRun: false,
      ...over,
    },
    by,
    stage.remediation(),
  );
const records = () => stage.journal.findings(REF);
const record = async (id = PUBLIC_FINDING) => (await records()).find(({ finding }) => finding.id === id);
const entries = async (kind: string) =>
  (await stage.journal.entries(REF)).filter((entry) => entry.kind === kind);
const withGrace = (graceSeconds: number): void => {
  const [first, ...others] = POLICY.rules;
  if (first === undefined) throw new Error('the policy has rules');
  stage.policy = { ...stage.policy, rules: [{ ...first, graceSeconds }, ...others] };
};

beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
});

describe('a finding that a person waives', () => {
  test('is recorded with who, until when and why, and the alert says so at once', async () => {
    await guard();
    await notify();
    stage.time += 100;
    expect(await waive()).toMatchObject({
      status: 'done',
      message: `Finding ${PUBLIC_FINDING} is waived until ${UNTIL}.`,
      by: ALICE,
    });
    const [entry] = await entries('waiver');
    expect(entry).toMatchObject({
      finding: PUBLIC_FINDING,
      rule: 'public-sharing',
      until: UNTIL,
      reason: 'the launch is today',
      owner: 'web-team@example.com',
      ticket: 'SEC-7',
      by: ALICE,
    });
    expect(await record()).toMatchObject({
      status: 'waived',
      finding: { waiver: entry?.id },
      granted: {
        until: UNTIL,
        reason: 'the launch is today',
        owner: 'web-team@example.com',
        ticket: 'SEC-7',
        by: ALICE,
        entry: entry?.id,
      },
      cause: { event: 'ModifyImageAttribute' },
    });
    expect((await entries('finding')).at(-1)).toMatchObject({
      status: 'waived',
      cause: { event: 'Waiver', actor: { name: 'alice in Slack' } },
    });
    await notify();
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'waived']);
  });

  test('is left alone by the plan that was made before, and by every later look', async () => {
    await guard();
    await waive();
    await remediate();
    await recheck();
    await guard();
    await remediate();
    expect([stage.writes, grants()]).toEqual([[], ['account/222233334444', 'public']]);
    expect((await record())?.status).toBe('waived');
  });

  test('is waived alone: of one action the rest is done', async () => {
    stage.grants = [PUBLIC, STRANGER];
    await guard();
    const [plan] = stage.plans;
    const { actions } = (await stage.journal.plan(REF, plan?.planId ?? '')) ?? { actions: [] };
    expect(actions.map(({ rule }) => rule)).toEqual(['public-sharing', 'sharing']);
    await waive();
    await remediate();
    expect(grants()).toEqual(['public']);
    const statuses = (await records()).map(({ finding, status }) => [finding.rule, status]);
    expect(Object.fromEntries(statuses)).toEqual({ 'public-sharing': 'waived', sharing: 'fixed' });
  });

  test('to the millisecond; then it is judged again without an event, and put right', async () => {
    await guard();
    await waive();
    expect(stage.rechecks.map(({ dueAt }) => dueAt)).toEqual([UNTIL]);
    await remediate();
    stage.time = Date.parse(UNTIL) - 100;
    await recheck();
    await remediate();
    expect((await record())?.status).toBe('waived');
    stage.time = Date.parse(UNTIL);
    await recheck();
    expect(await record()).toMatchObject({
      status: 'open',
      finding: { waiver: null },
      granted: { until: UNTIL },
    });
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
    expect((await record())?.status).toBe('fixed');
  });

  test('has its grace anew when that lapses', async () => {
    withGrace(3600);
    await guard();
    expect(await record()).toMatchObject({ status: 'pending' });
    await waive();
    expect(await record()).toMatchObject({ status: 'waived', finding: { graceUntil: null } });
    stage.time += HOUR + MINUTE;
    await recheck();
    await remediate();
    expect([stage.writes, (await record())?.status]).toEqual([[], 'waived']);
    stage.time = Date.parse(UNTIL);
    await recheck();
    expect(await record()).toMatchObject({
      status: 'pending',
      finding: { graceUntil: '2026-11-23T15:00:00.000Z' },
    });
    stage.time = Date.parse('2026-11-23T15:00:00.000Z');
    await recheck();
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('is waived still when it opens again before the end, and no longer after it', async () => {
    await guard();
    await waive();
    stage.plans.splice(0);
    stage.grants = [];
    stage.time += MINUTE;
    await guard(shareEvent([]));
    expect((await record())?.status).toBe('closed');
    stage.grants = [PUBLIC];
    stage.time += MINUTE;
    await guard();
    await recheck();
    expect((await record())?.status).toBe('waived');
    stage.grants = [];
    await guard(shareEvent([]));
    stage.time = Date.parse(UNTIL) + MINUTE;
    stage.grants = [PUBLIC];
    await guard();
    expect(await record()).toMatchObject({ status: 'open' });
    expect(await record()).not.toHaveProperty('granted');
  });

  test('waits for nobody any more, and what its plan would have done to it is left out', async () => {
    stage.grants = [PUBLIC];
    stage.policy = {
      ...POLICY,
      rules: POLICY.rules.map((rule) =>
        rule.remediation === null
          ? rule
          : { ...rule, remediation: { ...rule.remediation, approval: 'manual' } },
      ),
    };
    await guard();
    const plan = (await record())?.waiting?.plan ?? '';
    await waive();
    expect(await record()).not.toHaveProperty('waiting');
    const apply: Request = { kind: 'apply', plan, dryRun: false };
    const answer = await handleRequest(apply, BOB, stage.remediation());
    expect([answer.status, stage.writes]).toEqual(['unneeded', []]);
    expect(answer.results.map(({ outcome }) => outcome.kind)).toEqual(['unneeded']);
    const asked: Request = { kind: 'remediate', ref: REF, rule: 'public-sharing', dryRun: false };
    const again = await handleRequest(asked, BOB, stage.remediation());
    expect(again).toMatchObject({
      status: 'unneeded',
      message:
        'public-sharing: waived: The image is public: every AWS account can launch it. ' +
        `Waived by alice until ${UNTIL}: the launch is today.`,
    });
  });

  test('while a worker is about to write, waits until that is over', async () => {
    await guard();
    const answers: Promise<Answer>[] = [];
    stage.interruption = {
      before: 'send',
      run: () => {
        // The worker holds the lease; the person's wish is not granted in the middle of its work.
        answers.push(waive());
        return Promise.resolve();
      },
    };
    await remediate();
    const [{ status, message } = { status: null, message: null }] = await Promise.all(answers);
    expect([status, message]).toEqual([
      'refused',
      `Finding ${PUBLIC_FINDING} is fixed: there is nothing to waive.`,
    ]);
    expect(grants()).toEqual(['account/222233334444']);
    expect(await entries('waiver')).toEqual([]);
  });
});

describe('a waiver that is asked for again', () => {
  test('by the same person in the same words is the same', async () => {
    await guard();
    await waive();
    const again = await waive();
    expect([again.status, again.message]).toEqual([
      'unneeded',
      `Finding ${PUBLIC_FINDING} is waived until ${UNTIL} already.`,
    ]);
    expect([(await entries('waiver')).length, stage.rechecks.length]).toEqual([1, 1]);
    // Another's word is another.
    expect((await waive({}, BOB)).status).toBe('done');
    expect([(await entries('waiver')).length, (await record())?.granted?.by]).toEqual([2, BOB]);
  });

  test('with another end is another, and the last one counts; an old message does not bring the first one back', async () => {
    await guard();
    await waive();
    const sooner = '2026-11-23T11:00:00Z';
    expect((await waive({ until: sooner }, BOB)).status).toBe('done');
    expect((await record())?.granted).toMatchObject({ until: '2026-11-23T11:00:00.000Z', by: BOB });
    expect(await waive()).toMatchObject({
      status: 'unneeded',
      message: `Finding ${PUBLIC_FINDING} was waived so before, and otherwise since.`,
    });
    expect((await record())?.granted).toMatchObject({ until: '2026-11-23T11:00:00.000Z', by: BOB });
    expect(stage.rechecks.map(({ dueAt }) => dueAt)).toEqual([UNTIL, '2026-11-23T11:00:00.000Z']);
    stage.time = Date.parse(sooner);
    await recheck();
    expect((await record())?.status).toBe('open');
  });

  test('under a waiver of the policy goes on when that lapses', async () => {
    await guard();
    stage.policy = {
      ...POLICY,
      waivers: [
        {
          id: 'W-1',
          rules: ['public-sharing'],
          match: { accounts: ['111122223333'] },
          reason: 'r',
          owner: 'o',
          ticket: null,
          approvedBy: null,
          expires: '2026-11-23T12:00:00.000Z',
          source: { file: 'policy.yaml', line: 1, column: 1 },
        },
      ],
    };
    await recheck();
    expect(await record()).toMatchObject({ status: 'waived', finding: { waiver: 'W-1' } });
    await waive();
    expect(await record()).toMatchObject({ status: 'waived', finding: { waiver: 'W-1' } });
    await recheck();
    expect(await record()).toMatchObject({ status: 'waived', finding: { waiver: 'W-1' } });
    stage.time = Date.parse('2026-11-23T12:00:00.000Z');
    await recheck();
    const [entry] = await entries('waiver');
    expect(await record()).toMatchObject({ status: 'waived', finding: { waiver: entry?.id } });
  });
});

describe('a waiver is refused', () => {
  const refused = async (over: Partial<Waive>, by = ALICE): Promise<string> => {
    const answer = await waive(over, by);
    expect(answer.status).toBe('refused');
    expect([await entries('waiver'), stage.rechecks]).toEqual([[], []]);
    // A dry run says the same.
    expect(await waive({ ...over, dryRun: true }, by)).toMatchObject({
      status: 'refused',
      message: answer.message,
    });
    return answer.message;
  };
  const binding = (maxDays: number | null, requireTicket: string | null): void => {
    stage.policy = { ...POLICY, waiverPolicy: { maxDays, requireTicket } };
  };
  beforeEach(() => guard());

  test('for longer than the policy lets it be, to the millisecond', async () => {
    binding(2, null);
    expect(await refused({ until: '2026-11-25T10:00:01.000Z' })).toBe(
      '2026-11-25T10:00:01.000Z is too far away: the policy lets it be at most 2 days (waiverPolicy.maxDays).',
    );
    // One step passes before the clock is read.
    const most = stage.time + 1 + 2 * 24 * HOUR;
    const inAll = (ms: number) => waive({ until: new Date(ms).toISOString(), dryRun: true });
    expect((await inAll(most)).status).toBe('would');
    expect((await inAll(most + 2)).status).toBe('refused');
  });

  test('without the ticket that the policy asks for', async () => {
    binding(null, '^SEC-[0-9]+$');
    expect(await refused({ ticket: null })).toBe(
      'No ticket was given: the policy asks for one that matches ^SEC-[0-9]+$ (waiverPolicy.requireTicket).',
    );
    expect(await refused({ ticket: 'OPS-7' })).toContain('"OPS-7" is not the ticket');
    expect((await waive()).status).toBe('done');
  });

  test('for an instant that is past, or now', async () => {
    expect(await refused({ until: '2026-11-23T09:59:59.999Z' })).toContain('is past.');
    const ahead = (ms: number) => waive({ until: new Date(stage.time + ms).toISOString(), dryRun: true });
    // One step passes before the clock is read.
    expect((await ahead(1)).message).toContain('is past.');
    expect((await ahead(2)).status).toBe('would');
  });

  test('for a finding that there is not, or that is closed', async () => {
    expect(await refused({ finding: '0000000000000000' })).toBe(
      'There is no finding 0000000000000000 of 111122223333/us-east-1/ami-0aaaaaaaaaaaaaaa1 in the journal.',
    );
    stage.plans.splice(0);
    stage.grants = [];
    await guard(shareEvent([]));
    expect(await refused({})).toBe(`Finding ${PUBLIC_FINDING} is closed: there is nothing to waive.`);
  });

  test('for what could not be read', async () => {
    stage.faults = { launchPermission: { code: 'Throttled', retryable: true } };
    await expect(guard()).rejects.toThrow('Throttled');
    const blind = (await records()).find(({ finding }) => finding.detail.kind === 'unreadable');
    expect(await refused({ finding: blind?.finding.id ?? '' })).toContain(
      'what is not known cannot be waived',
    );
  });

  test('to somebody who says not even who they are', async () => {
    const nobody = await whoAsks(
      {
        request: { kind: 'mute', ref: REF, finding: PUBLIC_FINDING, until: UNTIL, dryRun: false },
        claim: null,
        proof: null,
      },
      { functionName: 'f', awsRequestId: 'i' },
      { identify: () => Promise.resolve(null) },
    );
    expect(await refused({}, nobody)).toBe(
      'Nobody is known to ask for it: say who you are, as `by`, or prove it.',
    );
    expect((await waive({}, { kind: 'lambda', name: 'carol', arn: null, id: null })).status).toBe('done');
  });

  test('and one that would be granted, in a dry run, leaves nothing behind', async () => {
    const before = await stage.journal.entries(REF);
    expect(await waive({ dryRun: true })).toMatchObject({
      status: 'would',
      message: `Finding ${PUBLIC_FINDING} would be waived until ${UNTIL}.`,
    });
    expect(await stage.journal.entries(REF)).toEqual(before);
    expect([stage.rechecks, (await record())?.status]).toEqual([[], 'open']);
  });
});

describe('a process that dies at any step of granting a waiver', () => {
  test('comes to the same end when it is asked again: one grant, looked at when it lapses, told, and nothing written', async () => {
    await guard();
    const first = stage.steps;
    await waive();
    const count = stage.steps - first;
    expect(count).toBeGreaterThan(8);
    for (const dieAfter of [false, true]) {
      for (let step = 1; step <= count; step += 1) {
        stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
        await guard();
        stage.notices.splice(0);
        stage.dieAfter = dieAfter;
        stage.dieAt = stage.steps + step;
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(count)}`;
        await expect(waive(), where).rejects.toThrow(Died);
        // What is granted is looked at when it lapses, wherever it ended.
        if ((await record())?.granted !== undefined) {
          expect([where, stage.rechecks.map(({ dueAt }) => dueAt)]).toEqual([where, [UNTIL]]);
        }
        await waive();
        const granted = (await record())?.granted;
        const journaled = await entries('waiver');
        expect([where, journaled.map(({ id }) => id)]).toEqual([where, [granted?.entry]]);
        expect([where, new Set(stage.rechecks.map(({ dueAt }) => dueAt))]).toEqual([where, new Set([UNTIL])]);
        expect([where, stage.notices.length > 0]).toEqual([where, true]);
        await remediate();
        expect([where, stage.writes, (await record())?.status]).toEqual([where, [], 'waived']);
      }
    }
  }, 60_000);
});
