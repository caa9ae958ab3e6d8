import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { AccountId } from '../../../lib/model/ids.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { Answer, Request } from '../../../lib/model/request.ts';
import type { RemediationSetting } from '../../../lib/model/policy.ts';
import { journals } from './journals.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
  withApproval('manual');
});

const withApproval = (approval: RemediationSetting['approval'], over: Partial<typeof POLICY> = {}): void => {
  const rules = POLICY.rules.map((rule) =>
    rule.remediation === null ? rule : { ...rule, remediation: { ...rule.remediation, approval } },
  );
  stage.policy = { ...POLICY, rules, ...over };
};

const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
const BOB: Asker = { kind: 'slack', name: 'bob', arn: null, id: 'slack:U2' };
const CLAIMED: Asker = { kind: 'lambda', name: 'carol', arn: null, id: null };
const { guard, recheck, remediate, notify, grants } = stepsOf(() => stage);
const ask = (request: Request, by = ALICE): Promise<Answer> =>
  handleRequest(request, by, stage.remediation());
const apply = (plan: string, by = ALICE): Promise<Answer> => ask({ kind: 'apply', plan, dryRun: false }, by);
const record = async () => (await stage.journal.findings(REF))[0];
const waitingPlan = async (): Promise<string> => (await record())?.waiting?.plan ?? '';
const entries = async (): Promise<readonly string[]> =>
  (await stage.journal.entries(REF)).map((entry) => {
    if (entry.kind === 'outcome') return `outcome ${entry.outcome.kind}`;
    return entry.kind === 'approval' ? `${entry.decision} by ${entry.by.name}` : entry.kind;
  });

describe('a remediation that a person has to approve', () => {
  test('is planned and waits: nothing is sent to be done, and the finding names the plan', async () => {
    await guard();
    expect(stage.plans).toEqual([]);
    expect(await record()).toMatchObject({
      status: 'open',
      waiting: { why: 'approval', approval: 'manual', state: 'waiting', approvedBy: [], refusedBy: null },
    });
    expect(await entries()).toEqual(['plan', 'finding']);
    expect(stage.notices).toHaveLength(1);
  });

  test('approved, it is done by the same steps as any other, and the journal says on whose word', async () => {
    await guard();
    const answer = await apply(await waitingPlan());
    expect(answer).toMatchObject({
      status: 'done',
      by: ALICE,
      results: [
        {
          action: { action: 'revoke-public' },
          outcome: {
            kind: 'done',
            before: { launchPermission: [PUBLIC, COLLEAGUE] },
            after: { launchPermission: [COLLEAGUE] },
          },
        },
      ],
    });
    expect(grants()).toEqual(['account/222233334444']);
    expect(await entries()).toEqual([
      'plan',
      'finding',
      'approved by alice',
      'intent',
      'outcome done',
      'finding',
    ]);
    const written = (await stage.journal.entries(REF)).filter(
      ({ kind }) => kind === 'intent' || kind === 'outcome',
    );
    expect(written).toMatchObject([{ by: ALICE, lease: 1 }, { by: ALICE }]);
    const fixed = await record();
    expect([fixed?.status, fixed?.waiting]).toEqual(['fixed', undefined]);
  });

  test('looked at again, it is the same plan, and nobody is told twice', async () => {
    await guard();
    const first = await waitingPlan();
    await notify();
    await recheck();
    await recheck();
    await notify();
    expect(await waitingPlan()).toBe(first);
    expect((await entries()).filter((kind) => kind === 'plan')).toHaveLength(1);
    expect(stage.told.map(({ status }) => status)).toEqual(['open']);
  });

  test('a share that comes in between makes another plan, which names both', async () => {
    stage.grants = [STRANGER];
    await guard();
    const first = await waitingPlan();
    stage.grants = [STRANGER, { ...STRANGER, account: '444455556666' } as typeof STRANGER];
    await guard();
    const records = await stage.journal.findings(REF);
    const plans = new Set(records.map(({ waiting }) => waiting?.plan));
    expect([records.length, plans.size, plans.has(first)]).toEqual([2, 1, false]);
  });

  test('a plan that is delivered without an approval does nothing', async () => {
    await guard();
    const planId = await waitingPlan();
    const cause = { event: 'x', eventId: '', at: '', actor: null, refused: null };
    await applyPlan({ kind: 'plan', ref: REF, planId, cause }, stage.remediation());
    expect([stage.writes, (await record())?.status]).toEqual([[], 'open']);
  });

  test('refused, it is done no more, whoever asks; and the finding says by whom', async () => {
    await guard();
    const plan = await waitingPlan();
    const answer = await ask({ kind: 'refuse', plan, reason: 'known and wanted', dryRun: false });
    expect(answer.status).toBe('done');
    expect((await record())?.waiting).toMatchObject({ state: 'refused', refusedBy: 'alice' });
    const late = await apply(plan, BOB);
    expect(late.status).toBe('refused');
    expect(late.message).toContain('was refused by alice');
    expect(late.message).toContain('known and wanted');
    await recheck();
    await remediate();
    expect([stage.writes, await waitingPlan()]).toEqual([[], plan]);
  });

  test('gone stale: what somebody took back meanwhile is not written, and that is said', async () => {
    await guard();
    const plan = await waitingPlan();
    stage.grants = [COLLEAGUE];
    const answer = await apply(plan);
    expect(answer).toMatchObject({ status: 'unneeded', results: [{ outcome: { kind: 'unneeded' } }] });
    expect([stage.writes, (await record())?.status]).toEqual([[], 'closed']);
  });

  test('gone stale by a waiver: nothing is written, the plan waits no more', async () => {
    await guard();
    const plan = await waitingPlan();
    const waiver = {
      id: 'W-1',
      rules: ['public-sharing'],
      match: {},
      reason: 'r',
      owner: 'o',
      ticket: null,
      approvedBy: null,
      expires: '2027-01-01T00:00:00.000Z',
      source: { file: 'policy.yaml', line: 9, column: 1 },
    };
    withApproval('manual', { waivers: [waiver] });
    expect((await apply(plan)).status).toBe('unneeded');
    expect([stage.writes, grants()]).toEqual([[], ['account/222233334444', 'public']]);
    expect((await record())?.waiting).toBeUndefined();
    expect(stage.rechecks).toHaveLength(1);
  });

  test('approved and not done, it is handed on at the next look', async () => {
    await guard();
    const plan = await waitingPlan();
    stage.failWrite = () => true;
    const answer = await apply(plan);
    expect([answer.status, answer.retry?.includes('RequestLimitExceeded')]).toEqual(['partly', true]);
    stage.failWrite = () => false;
    await recheck();
    expect(stage.plans.map(({ planId }) => planId)).toEqual([plan]);
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
  });

  test('a dry run says what would be done, and leaves no trace anywhere', async () => {
    await guard();
    const plan = await waitingPlan();
    const before = await entries();
    const notices = stage.notices.length;
    const answer = await ask({ kind: 'apply', plan, dryRun: true });
    expect(answer).toMatchObject({
      status: 'would',
      results: [
        {
          outcome: {
            kind: 'would',
            before: { launchPermission: [PUBLIC, COLLEAGUE] },
            after: { launchPermission: [COLLEAGUE] },
          },
        },
      ],
    });
    expect([await entries(), stage.notices.length, stage.writes]).toEqual([before, notices, []]);
  });

  test('refused while it is about to be written, it waits for that to end, and what it says is so', async () => {
    await guard();
    const plan = await waitingPlan();
    const answers: Answer[] = [];
    const refuse = async (): Promise<void> => {
      answers.push(await ask({ kind: 'refuse', plan, reason: null, dryRun: false }, BOB));
    };
    // Right before the write, under a lease that the other outlasts: then it is the write that must not be sent.
    stage.interruption = { before: 'holdLease', run: refuse };
    await apply(plan);
    // Its intent is in the journal, and nobody can tell yet that nothing will come of it.
    expect(answers.map(({ status }) => status)).toEqual(['partly']);
    expect(answers[0]?.message).toContain('nothing more of it is done');
    expect(answers[0]?.message).toContain('revoke-public was begun');
    expect([stage.writes, grants()]).toEqual([[], ['account/222233334444', 'public']]);
  });

  test('a plan that nobody made is refused', async () => {
    expect(await apply('0123456789abcdef')).toMatchObject({ status: 'refused', plan: null, results: [] });
  });

  test('done, it is done once: approving again writes nothing more', async () => {
    await guard();
    const plan = await waitingPlan();
    await apply(plan);
    expect((await apply(plan)).status).toBe('done');
    await apply(plan, BOB);
    expect(stage.writes).toHaveLength(1);
  });
});

describe('two people', () => {
  beforeEach(() => {
    withApproval('two-person');
  });

  test('one is not enough, nor is the same one twice; the second does it', async () => {
    await guard();
    const plan = await waitingPlan();
    expect((await apply(plan, ALICE)).status).toBe('waiting');
    expect((await apply(plan, { ...ALICE, name: 'alice again' })).status).toBe('waiting');
    expect(stage.writes).toEqual([]);
    expect((await record())?.waiting).toMatchObject({ state: 'waiting', approvedBy: ['alice'] });
    expect((await apply(plan, BOB)).status).toBe('done');
    expect(grants()).toEqual(['account/222233334444']);
    const outcome = (await stage.journal.entries(REF)).find(({ kind }) => kind === 'outcome');
    expect(outcome).toMatchObject({ by: BOB });
  });

  test.each([
    ['whose name is only claimed', CLAIMED],
    [
      'who may be the same by another way',
      { kind: 'cli', name: 'dora', arn: 'arn:aws:iam::1:user/dora', id: 'arn:aws:iam::1:user/dora' } as const,
    ],
  ])('somebody %s is no second person', async (_, other) => {
    await guard();
    const plan = await waitingPlan();
    await apply(plan, ALICE);
    expect((await apply(plan, other)).status).toBe('waiting');
    expect((await apply(plan, other)).status).toBe('waiting');
    expect(stage.writes).toEqual([]);
  });

  test('two at the same time are two, and it is done once', async () => {
    await guard();
    const plan = await waitingPlan();
    const answers = await Promise.all([apply(plan, ALICE), apply(plan, BOB)]);
    expect(answers.some(({ status }) => status === 'done')).toBe(true);
    expect([grants(), stage.writes.length]).toEqual([['account/222233334444'], 1]);
  });

  test('what a person asks for by hand waits for a second one as well', async () => {
    const first = await ask({ kind: 'remediate', ref: REF, rule: 'public-sharing', dryRun: false });
    expect([first.status, stage.writes]).toEqual(['waiting', []]);
    expect((await record())?.waiting).toMatchObject({ why: 'request', approvedBy: ['alice'] });
    const second = await apply(first.plan?.id ?? '', BOB);
    expect([second.status, grants()]).toEqual(['done', ['account/222233334444']]);
  });
});

describe('a remediation by hand', () => {
  const wanted: Request = { kind: 'remediate', ref: REF, rule: 'public-sharing', dryRun: false };

  test('of an image that nobody has judged, in a mode that only reports: found, journaled, put right, undoable', async () => {
    stage.policy = { ...POLICY, rules: POLICY.rules.map((rule) => ({ ...rule, mode: 'audit' })) };
    const answer = await ask(wanted);
    expect([answer.status, grants()]).toEqual(['done', ['account/222233334444']]);
    expect(await entries()).toEqual([
      'plan',
      'finding',
      'approved by alice',
      'intent',
      'outcome done',
      'finding',
    ]);
    const entry = answer.results[0]?.undo ?? '';
    const back = await ask({ kind: 'rollback', ref: REF, entry, dryRun: false }, BOB);
    expect([back.status, grants()]).toEqual(['done', ['account/222233334444', 'public']]);
    expect((await stage.journal.entries(REF)).findLast(({ kind }) => kind === 'outcome')).toMatchObject({
      by: BOB,
      action: { action: 'rollback' },
    });
  });

  test.each([
    ['a rule that there is not', { ...wanted, rule: 'nonsense' }, 'refused'],
    ['a rule that does not fail', { ...wanted, rule: 'sharing' }, 'unneeded'],
    ['a rule whose policy names no remediation', { ...wanted, rule: 'required-tags' }, 'refused'],
  ] as const)('%s: nothing is done, and why is said', async (_, request, status) => {
    stage.facts = { ...stage.facts, tags: {} };
    const answer = await ask(request);
    expect([answer.status, answer.results, stage.writes]).toEqual([status, [], []]);
    expect(answer.message).not.toBe('');
  });

  test('what cannot be read is not acted on, whoever asks', async () => {
    stage.fault = { code: 'UnauthorizedOperation', retryable: false };
    expect((await ask(wanted)).status).toBe('refused');
    expect(stage.writes).toEqual([]);
  });

  test('a dry run leaves no trace', async () => {
    const answer = await ask({ ...wanted, dryRun: true });
    expect(answer).toMatchObject({ status: 'would', results: [{ outcome: { kind: 'would' } }] });
    expect([await entries(), stage.writes, stage.notices]).toEqual([[], [], []]);
  });
});

describe('what was done already', () => {
  test('cannot be refused any more, and whoever tries is told so; a dry run says it before', async () => {
    await guard();
    const plan = await waitingPlan();
    const done = await apply(plan);
    const entry = done.results[0]?.undo ?? '';
    const refusal = { kind: 'refuse', plan, reason: null } as const;
    const stands = `A refusal takes nothing back, and before it revoke-public was done (entry ${entry}).`;
    expect((await ask({ ...refusal, dryRun: true }, BOB)).message).toBe(
      `Plan ${plan} would be refused. ${stands}`,
    );
    const late = await ask({ ...refusal, dryRun: false }, BOB);
    expect([late.status, late.message]).toEqual([
      'partly',
      `Plan ${plan} is refused; nothing more of it is done. ${stands}`,
    ]);
    const again = await ask({ ...refusal, dryRun: true });
    expect([again.status, again.message.includes('was refused by bob')]).toEqual(['unneeded', true]);
  });

  test('and was taken back since, a plan does not do again; neither its answer nor a dry run says that it is so', async () => {
    await guard();
    const plan = await waitingPlan();
    const entry = (await apply(plan)).results[0]?.undo ?? '';
    const { results } = await ask({ kind: 'rollback', ref: REF, entry, dryRun: false });
    const reason = `this plan did it, and entry ${results[0]?.undo ?? ''} took it back: it takes a new plan`;
    const refused = { status: 'refused', results: [{ outcome: { kind: 'refused', reason } }] };
    expect(await ask({ kind: 'apply', plan, dryRun: true })).toMatchObject(refused);
    expect(await apply(plan)).toMatchObject(refused);
    expect(grants()).toEqual([principalKey(COLLEAGUE), principalKey(PUBLIC)].toSorted());
    stage.grants = [COLLEAGUE];
    expect((await apply(plan)).status).toBe('unneeded');
  });

  test('and taken back, then asked to be taken back once more, answers with what is so now', async () => {
    await guard();
    const entry = (await apply(await waitingPlan())).results[0]?.undo ?? '';
    const back = { kind: 'rollback', ref: REF, entry, dryRun: false } as const;
    await ask(back);
    stage.grants = [PUBLIC];
    const { results } = await ask(back);
    expect(results[0]?.outcome).toMatchObject({ kind: 'done', after: { launchPermission: [PUBLIC] } });
  });

  test('taken back, its finding is open on the word of whoever asked', async () => {
    await guard();
    const entry = (await apply(await waitingPlan())).results[0]?.undo ?? '';
    await ask({ kind: 'rollback', ref: REF, entry, dryRun: false }, BOB);
    const opened = (await stage.journal.entries(REF)).findLast((one) => one.kind === 'finding');
    expect(opened).toMatchObject({
      status: 'open',
      cause: { event: 'Rollback', actor: { name: 'bob in Slack' } },
    });
  });
});

test('a dry run of a plan for two people says that one is not enough, and leaves no word of theirs', async () => {
  withApproval('two-person');
  await guard();
  const request = { kind: 'apply', plan: await waitingPlan(), dryRun: true } as const;
  const needs = 'Before that it takes the word of a second person.';
  expect((await ask(request)).message).toBe(`revoke-public: would be done. ${needs}`);
  expect(await entries()).toEqual(['plan', 'finding']);
  await apply(request.plan);
  expect((await ask(request)).message).toContain(needs);
  expect((await ask(request, BOB)).message).toBe('revoke-public: would be done.');
});

test('a dry run of a plan that was refused says that it is', async () => {
  await guard();
  const plan = await waitingPlan();
  await ask({ kind: 'refuse', plan, reason: null, dryRun: false });
  const preview = await ask({ kind: 'apply', plan, dryRun: true }, BOB);
  expect([preview.status, preview.message]).toEqual(['refused', expect.stringContaining('refused by alice')]);
});

describe('a rollback that is asked for', () => {
  test('of something that there is not is refused; a dry run says what it would do', async () => {
    withApproval('auto');
    await guard();
    await remediate();
    const entry = (await record())?.undo ?? '';
    const would = await ask({ kind: 'rollback', ref: REF, entry, dryRun: true });
    expect(would).toMatchObject({
      status: 'would',
      results: [
        {
          outcome: {
            before: { launchPermission: [COLLEAGUE] },
            after: { launchPermission: [COLLEAGUE, PUBLIC] },
          },
        },
      ],
    });
    expect(stage.writes).toHaveLength(1);
    const none = await ask({ kind: 'rollback', ref: REF, entry: 'nothing', dryRun: false });
    expect([none.status, none.results]).toEqual(['refused', []]);
  });
});

describe('a finding that waits with another plan by now', () => {
  const waits = async () => (await stage.journal.findings(REF)).map(({ waiting }) => waiting?.plan ?? null);

  test('waits on, when a plan of before is applied late and there is nothing to do for it any more', async () => {
    await guard();
    const before = await waitingPlan();
    stage.policy = {
      ...stage.policy,
      rules: POLICY.rules.map((rule) => ({
        ...rule,
        remediation: { action: 'disable', limitPerHour: null, approval: 'manual' },
      })),
    };
    await recheck();
    const now = await waitingPlan();
    expect((await apply(before)).status).toBe('unneeded');
    expect([now === before, await waits()]).toEqual([false, [now]]);
  });

  test('keeps its approval, when a plan that did its part long ago is delivered once more', async () => {
    const friend = { kind: 'account', account: AccountId.parse('444455556666') } as const;
    const allow = (...accounts: readonly AccountId[]): void => {
      const rules = stage.policy.rules.map((rule) =>
        rule.id === 'sharing'
          ? {
              ...rule,
              parameters: {
                kind: 'sharing',
                allow: { accounts, organizations: ['self'], units: [] },
              } as const,
            }
          : rule,
      );
      stage.policy = { ...stage.policy, rules };
    };
    stage.grants = [STRANGER, friend];
    await guard();
    const both = await waitingPlan();
    allow(friend.account);
    expect([(await apply(both)).status, grants()]).toEqual(['done', ['account/444455556666']]);
    await recheck();
    allow();
    await recheck();
    const other = (await waits()).find((plan) => plan !== null) ?? '';
    // Approved by somebody whose process died before it was done.
    stage.interruption = { before: 'observe', run: () => Promise.reject(new Died()) };
    await expect(apply(other, BOB)).rejects.toThrow(Died);
    await apply(both);
    const open = (await stage.journal.findings(REF)).filter(({ status }) => status === 'open');
    expect(open.map(({ waiting }) => [waiting?.plan, waiting?.state])).toEqual([[other, 'approved']]);
    expect(other).not.toBe(both);
  });
});

describe('a process that dies at any step of an approval', () => {
  test('comes to the same end when it is asked again: done once, by one approval, the finding fixed', async () => {
    await guard();
    const plan = await waitingPlan();
    const first = stage.steps;
    await apply(plan);
    const count = stage.steps - first;
    expect(count).toBeGreaterThan(12);
    for (const dieAfter of [false, true]) {
      for (let step = 1; step <= count; step += 1) {
        stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
        withApproval('manual');
        await guard();
        const waiting = await waitingPlan();
        stage.dieAfter = dieAfter;
        stage.dieAt = stage.steps + step;
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(count)}`;
        await expect(apply(waiting), where).rejects.toThrow(Died);
        const said = (await entries()).includes('approved by alice');
        // Not a write before the word that allows it is in the journal.
        if (!said) expect([where, stage.writes]).toEqual([where, []]);
        const answer = await apply(waiting);
        expect([where, answer.status, grants()]).toEqual([where, 'done', ['account/222233334444']]);
        expect([where, stage.writes.length]).toEqual([where, 1]);
        const approvals = (await entries()).filter((entry) => entry === 'approved by alice');
        expect([where, approvals.length, (await record())?.status]).toEqual([where, 1, 'fixed']);
      }
    }
  }, 120_000);
});
