import { afterEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import type { RemediationPorts } from '../../../lib/app/remediation-ports.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { AccountId } from '../../../lib/model/ids.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage, STRANGER } from './stage.ts';

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

/** The first rule of the stage's policy alone. */
const SHARING: PolicyBundle = { ...POLICY, rules: POLICY.rules.slice(0, 1) };

const begin = (): Stage => {
  const clock = { now: () => new Date('2026-11-23T10:00:00.000Z') };
  const { journal, close } = sqliteJournal({ path: ':memory:', clock });
  closes.push(close);
  const stage = new Stage(journal, [PUBLIC, COLLEAGUE]);
  stage.policy = SHARING;
  return stage;
};
const share = (stage: Stage) => handleChange(shareEvent([{ group: 'all' }]), stage.guard());
const recheck = (stage: Stage) => {
  const now = new Date(stage.time).toISOString();
  return handleChange(JSON.stringify(recheckEnvelope(REF, now, now)), stage.guard());
};
const notify = async (stage: Stage): Promise<void> => {
  for (const notice of stage.notices.splice(0)) await deliverNotice(notice, stage.notice());
};
const outcomes = async (stage: Stage): Promise<readonly string[]> =>
  (await stage.journal.entries(REF)).flatMap((entry) =>
    entry.kind === 'outcome' ? [entry.outcome.kind] : [],
  );
const statuses = async (stage: Stage): Promise<readonly string[]> =>
  (await stage.journal.findings(REF)).map(({ status }) => status);

test('two plans for one share, of which the first died before its write: what the second did is said of it alone', async () => {
  const stage = begin();
  await share(stage);
  stage.time += 1;
  await share(stage);
  const [first, second] = stage.plans;
  if (first === undefined || second === undefined) throw new Error('there are two plans');
  expect(first.planId).not.toBe(second.planId);
  const ports = stage.remediation();
  const dying: RemediationPorts = { ...ports, writer: { send: () => Promise.reject(new Died()) } };
  await expect(applyPlan(first, dying)).rejects.toThrow(Died);
  await applyPlan(second, stage.remediation());
  await applyPlan(first, stage.remediation());
  expect(stage.writes).toEqual([{ add: [], remove: [PUBLIC] }]);
  expect(await outcomes(stage)).toEqual(['done', 'unneeded']);
  expect(await statuses(stage)).toEqual(['fixed']);
});

test('a lease that is said to be held after it is over is written under no more', async () => {
  const stage = begin();
  await share(stage);
  const [plan] = stage.plans;
  if (plan === undefined) throw new Error('there is a plan');
  const ports = stage.remediation();
  const slow = new Proxy(ports.journal, {
    get: (target, name) =>
      name === 'holdLease'
        ? async (...args: Parameters<typeof target.holdLease>) => {
            const isHeld = await target.holdLease(...args);
            stage.time += 31_000;
            return isHeld;
          }
        : (Reflect.get(target, name) as unknown),
  });
  await expect(applyPlan(plan, { ...ports, journal: slow })).rejects.toThrow('has run out');
  expect(stage.writes).toEqual([]);
});

describe('a channel that was told, and whose note of it is lost', () => {
  test('is told that a finding closed once more, though that is what is noted of it', async () => {
    const stage = begin();
    stage.policy = { ...SHARING, rules: SHARING.rules.map((rule) => ({ ...rule, mode: 'notify' as const })) };
    const turn = async (grants: typeof stage.grants): Promise<void> => {
      stage.grants = grants;
      await recheck(stage);
    };
    await turn([PUBLIC]);
    await notify(stage);
    await turn([]);
    await notify(stage);
    await turn([PUBLIC]);
    // Told that it is open again, and then the process dies.
    const ports = stage.notice();
    const [again] = stage.notices.splice(0);
    if (again === undefined) throw new Error('there is a notice');
    const { journal } = ports;
    const lossy = new Proxy(journal, {
      get: (target, name) =>
        name === 'noteTold' && stage.told.length === 3
          ? () => Promise.reject(new Died())
          : (Reflect.get(target, name) as unknown),
    });
    await expect(deliverNotice(again, { ...ports, journal: lossy })).rejects.toThrow(Died);
    await turn([]);
    await notify(stage);
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'closed', 'open', 'closed']);
  });
});

describe('a subject that no rule is held against any more', () => {
  test.each<[string, PolicyBundle['rules']]>([
    ['taken out of the policy', []],
    ['switched off', SHARING.rules.map((rule) => ({ ...rule, mode: 'off' as const }))],
  ])('has its findings closed when the last rule was %s, and nothing is read for it', async (_, rules) => {
    const stage = begin();
    stage.policy = { ...SHARING, rules: SHARING.rules.map((rule) => ({ ...rule, mode: 'notify' as const })) };
    await share(stage);
    await notify(stage);
    const reads = stage.reads.length;
    stage.policy = { ...SHARING, rules };
    await recheck(stage);
    await notify(stage);
    expect(await statuses(stage)).toEqual(['closed']);
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'closed']);
    expect(stage.reads).toHaveLength(reads);
  });

  test('is told of that by whoever comes after the one that died in between', async () => {
    const stage = begin();
    stage.policy = { ...SHARING, rules: SHARING.rules.map((rule) => ({ ...rule, mode: 'notify' as const })) };
    await share(stage);
    await notify(stage);
    stage.policy = { ...SHARING, rules: [] };
    const now = new Date(stage.time).toISOString();
    const body = JSON.stringify(recheckEnvelope(REF, now, now));
    const ports = stage.guard();
    const queues = { ...ports.queues, sendNotice: () => Promise.reject(new Died()) };
    await expect(handleChange(body, { ...ports, queues })).rejects.toThrow(Died);
    expect([await statuses(stage), stage.notices]).toEqual([['closed'], []]);
    await handleChange(body, stage.guard());
    await notify(stage);
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'closed']);
    await handleChange(body, stage.guard());
    expect(stage.notices).toEqual([]);
  });
});

test('what was approved, done and taken back is handed on no more, and asks for no look after look', async () => {
  const stage = begin();
  const limited = { action: 'revoke-public', limitPerHour: 0, approval: 'auto' } as const;
  stage.policy = { ...SHARING, rules: SHARING.rules.map((rule) => ({ ...rule, remediation: limited })) };
  const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' } as const;
  const deliver = async (): Promise<void> => {
    for (const plan of stage.plans.splice(0)) await applyPlan(plan, stage.remediation());
  };
  await share(stage);
  await deliver();
  const plan = (await stage.journal.findings(REF))[0]?.waiting?.plan ?? '';
  await handleRequest({ kind: 'apply', plan, dryRun: false }, by, stage.remediation());
  const entry = (await stage.journal.findings(REF))[0]?.undo ?? '';
  await handleRequest({ kind: 'rollback', ref: REF, entry, dryRun: false }, by, stage.remediation());
  // The approved plan comes once more, twice: a queue delivers at least once.
  const cause = { event: 'x', eventId: '', at: '', actor: null, refused: null };
  const looks = stage.rechecks.length;
  for (const planId of [plan, plan]) {
    await applyPlan({ kind: 'plan', ref: REF, planId, cause }, stage.remediation());
  }
  expect(stage.rechecks).toHaveLength(looks);
  expect(stage.grants).toEqual([COLLEAGUE, PUBLIC]);
});

describe('a plan of two shares, one of which was gone when it was done', () => {
  const OTHER: Principal = { kind: 'account', account: AccountId.parse('777788889999') };
  const ofPrincipals = async (stage: Stage): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      (await stage.journal.findings(REF)).map(({ finding: { detail }, status }) => [
        detail.kind === 'principal' && detail.principal.kind === 'account' ? detail.principal.account : '',
        status,
      ]),
    );

  const waivedByName: PolicyBundle['waivers'][number] = {
    id: 'by-name',
    rules: ['sharing'],
    match: { images: ['name:nothing-of-this-name'] },
    reason: 'r',
    owner: 'o@example.com',
    ticket: null,
    approvedBy: null,
    expires: '2027-01-01T00:00:00.000Z',
    source: { file: 'policy.yaml', line: 9, column: 1 },
  };

  test.each<[string, (stage: Stage) => void]>([
    ['as it went before', () => undefined],
    [
      'while writing is paused',
      (stage) => {
        stage.brake = { kind: 'paused', by: 'admin', since: '2026-11-23T10:00:00.000Z', reason: 'incident' };
      },
    ],
    [
      'while the rule cannot be judged',
      (stage) => {
        stage.faults = { image: { code: 'RequestLimitExceeded', retryable: true } };
      },
    ],
  ])('says nothing of it that was read then, when it comes once more, %s', async (_, meanwhile) => {
    const stage = begin();
    stage.policy = { ...POLICY, rules: POLICY.rules.slice(1, 2), waivers: [waivedByName] };
    stage.grants = [STRANGER, OTHER];
    await recheck(stage);
    const [plan] = stage.plans.splice(0);
    if (plan === undefined) throw new Error('there is a plan');
    stage.grants = [STRANGER];
    await applyPlan(plan, stage.remediation());
    expect(stage.writes).toEqual([{ add: [], remove: [STRANGER] }]);
    expect(await ofPrincipals(stage)).toEqual({ '012345678901': 'fixed', '777788889999': 'closed' });
    stage.grants = [OTHER];
    await recheck(stage);
    meanwhile(stage);
    await applyPlan(plan, stage.remediation());
    expect(await ofPrincipals(stage)).toEqual({ '012345678901': 'fixed', '777788889999': 'open' });
    expect(await outcomes(stage)).toEqual(['done']);
  });
});
