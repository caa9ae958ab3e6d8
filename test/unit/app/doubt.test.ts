import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { rollBack } from '../../../lib/app/roll-back.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { SnapshotId } from '../../../lib/model/ids.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import type { PlanMessage } from '../../../lib/ports/queues.ts';
import { journals } from './journals.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, ORGANIZATION, POLICY, PUBLIC, REF, shareEvent, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC]);
});

const SHARED = shareEvent([{ group: 'all' }]);
const { guard, remediate, notify, grants, statuses } = stepsOf(() => stage);
const outcomes = async (): Promise<readonly string[]> =>
  (await stage.journal.entries(REF)).flatMap((entry) =>
    entry.kind === 'outcome' ? [entry.outcome.kind] : [],
  );
const plan = (): PlanMessage => {
  const message = stage.plans[0];
  if (message === undefined) throw new Error('nothing was planned');
  return message;
};
const minutes = (count: number): string =>
  new Date(Date.parse('2026-11-23T10:00:00.000Z') + count * 60_000).toISOString();
const recheck = (dueAt: string): Promise<unknown> =>
  guard(JSON.stringify(recheckEnvelope(REF, dueAt, '2026-11-23T10:00:00.000Z')));
const tagged = (set: Readonly<Record<string, string>> = { Other: 'x' }): string =>
  shareEvent([], {
    eventName: 'CreateTags',
    requestParameters: {
      resourcesSet: { items: [{ resourceId: REF.image }] },
      tagSet: { items: Object.entries(set).map(([key, value]) => ({ key, value })) },
    },
  });
const waivedByName = {
  id: 'W-1',
  rules: ['public-sharing'],
  match: { images: ['name:other-*'] },
  reason: 'r',
  owner: 'o',
  ticket: null,
  approvedBy: null,
  expires: '2027-01-01T00:00:00.000Z',
  source: { file: 'policy.yaml', line: 9, column: 1 },
};

describe('a plan in doubt', () => {
  test('what the remediation could not judge is tried again, not taken for unneeded', async () => {
    stage.policy = { ...POLICY, waivers: [waivedByName] };
    await guard();
    stage.faults = { image: { code: 'RequestLimitExceeded', retryable: true } };
    const message = plan();
    await expect(applyPlan(message, stage.remediation())).rejects.toThrow('RequestLimitExceeded');
    expect([await outcomes(), stage.writes]).toEqual([[], []]);
    stage.faults = {};
    await applyPlan(message, stage.remediation());
    expect(grants()).toEqual([]);
  });

  test('an action that could not be finished does not keep the next one from being done', async () => {
    stage.grants = [PUBLIC, STRANGER];
    await guard();
    stage.failWrite = (remove) => remove.some(({ kind }) => kind === 'public');
    await expect(applyPlan(plan(), stage.remediation())).rejects.toThrow('RequestLimitExceeded');
    expect(grants()).toEqual(['public']);
    expect(await statuses()).toEqual(['public-sharing open', 'sharing fixed']);
  });

  test('a fault is told to the operators', async () => {
    await guard();
    stage.fault = { code: 'UnauthorizedOperation', retryable: false };
    await expect(applyPlan(plan(), stage.remediation())).rejects.toThrow('UnauthorizedOperation');
    expect(stage.happenings.at(-1)).toMatchObject({
      kind: 'fault',
      where: 'plan for 111122223333/us-east-1/ami-0aaaaaaaaaaaaaaa1',
    });
  });

  test('images behind a snapshot that cannot be listed are told to the operators', async () => {
    stage.fault = { code: 'UnauthorizedOperation', retryable: false };
    const event = shareEvent([], {
      eventName: 'ModifySnapshotAttribute',
      requestParameters: {
        snapshotId: 'snap-0aaaaaaaaaaaaaaa1',
        attributeType: 'CREATE_VOLUME_PERMISSION',
        createVolumePermission: { add: { items: [{ group: 'all' }] } },
      },
    });
    await expect(guard(event)).rejects.toThrow('UnauthorizedOperation');
    expect(stage.happenings.findLast(({ kind }) => kind === 'fault')).toMatchObject({
      kind: 'fault',
      retryable: false,
    });
  });

  test('a write that is throttled counts once against the limit, however often it is delivered', async () => {
    const [first, ...rest] = POLICY.rules;
    if (first === undefined) throw new Error('the policy has rules');
    const remediation = { action: 'revoke-public', limitPerHour: 1, approval: 'auto' } as const;
    stage.policy = { ...POLICY, rules: [{ ...first, remediation }, ...rest] };
    await guard();
    stage.failWrite = () => true;
    const message = plan();
    await expect(applyPlan(message, stage.remediation())).rejects.toThrow('RequestLimitExceeded');
    stage.failWrite = () => false;
    await applyPlan(message, stage.remediation());
    expect(grants()).toEqual([]);
    expect(await statuses()).toEqual(['public-sharing fixed']);
  });

  test('a stranger is not removed by what the organisation was two hours ago; the public is', async () => {
    stage.grants = [PUBLIC, STRANGER];
    stage.organization = { ...ORGANIZATION, observedAt: '2026-11-23T07:59:59.000Z' };
    await guard();
    await expect(applyPlan(plan(), stage.remediation())).rejects.toThrow('Stale');
    expect(grants()).toEqual(['account/012345678901']);
  });

  test('nor is a stranger’s share of a snapshot', async () => {
    const [first] = POLICY.rules;
    if (first === undefined) throw new Error('the policy has rules');
    const snapshot = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');
    stage.policy = {
      ...POLICY,
      rules: [
        {
          ...first,
          id: 'snapshot-sharing',
          parameters: {
            kind: 'snapshot-sharing',
            allow: { accounts: [], organizations: ['self'], units: [] },
          },
          remediation: { action: 'revoke-snapshot-shares', limitPerHour: null, approval: 'auto' },
        },
      ],
    };
    stage.around = {
      snapshotSharing: { kind: 'known', value: [{ snapshot, principals: [STRANGER] }] },
    };
    stage.organization = { ...ORGANIZATION, observedAt: '2026-11-23T07:59:59.000Z' };
    await recheck(minutes(0));
    await expect(applyPlan(plan(), stage.remediation())).rejects.toThrow('Stale');
    expect(await outcomes()).toEqual([]);
  });

  test('a share that somebody else took back is not said to be fixed by us', async () => {
    const other = { ...STRANGER, account: '444455556666' } as typeof STRANGER;
    stage.grants = [STRANGER, other];
    await guard();
    stage.grants = [other];
    await remediate();
    expect(stage.writes).toEqual([{ add: [], remove: [other] }]);
    const told = (await stage.journal.findings(REF)).map(({ finding, status, undo }) => [
      finding.detail.kind === 'principal' ? principalKey(finding.detail.principal) : '',
      status,
      undo !== null,
    ]);
    expect(told.toSorted()).toEqual([
      ['account/012345678901', 'closed', false],
      ['account/444455556666', 'fixed', true],
    ]);
  });
});

describe('reads that lag', () => {
  test('a read-back that shows the past is repeated before anybody is told', async () => {
    await guard();
    stage.staleReads.push([PUBLIC], [PUBLIC], [PUBLIC]);
    await remediate();
    await notify();
    expect([await outcomes(), stage.pauses]).toEqual([['done'], [250, 500]]);
    expect(stage.told.map(({ status }) => status)).toEqual(['fixed']);
  });

  test('a first look that does not show what the event says is taken again a minute later', async () => {
    stage.staleReads.push([]);
    await guard();
    expect([await statuses(), stage.plans]).toEqual([[], []]);
    expect(stage.rechecks).toHaveLength(1);
    const dueAt = stage.rechecks[0]?.dueAt ?? '';
    expect(dueAt.slice(0, 19)).toBe('2026-11-23T10:01:00');
    stage.time = Date.parse(dueAt);
    await recheck(dueAt);
    await remediate();
    expect(grants()).toEqual([]);
    expect(stage.rechecks).toHaveLength(1);
  });

  test.each([
    ['old', shareEvent([{ group: 'all' }], { eventTime: '2026-11-23T09:30:00Z' })],
    [
      'refused',
      shareEvent([{ group: 'all' }], { errorCode: 'Client.OperationNotPermitted', errorMessage: 'no' }),
    ],
  ])('an %s event that the image does not show is not waited for', async (_, event) => {
    stage.grants = [];
    await guard(event);
    expect(stage.rechecks).toEqual([]);
  });

  test('an attempt stands in the journal once, however often its event is delivered', async () => {
    stage.grants = [];
    const refused = (eventID: string): string =>
      shareEvent([{ group: 'all' }], {
        eventID,
        errorCode: 'Client.OperationNotPermitted',
        errorMessage: 'no',
      });
    const [one, other] = ['0aaaaaaa-0000-4000-8000-000000000011', '0aaaaaaa-0000-4000-8000-000000000012'];
    for (const id of [one, one, other, one]) await guard(refused(id));
    const attempts = (await stage.journal.entries(REF)).flatMap((entry) =>
      entry.kind === 'attempt' ? [entry.cause.eventId] : [],
    );
    expect(attempts).toEqual([one, other]);
  });

  test('the same event again, after what it did was put right, is not waited for', async () => {
    await guard();
    await remediate();
    await guard();
    expect(stage.rechecks).toEqual([]);
  });

  test('a tag that is not to be seen yet is looked for again', async () => {
    stage.grants = [];
    stage.facts = { ...stage.facts, tags: { Owner: 'old' } };
    await guard(tagged({ Owner: 'new' }));
    expect(stage.rechecks).toHaveLength(1);
    stage.facts = { ...stage.facts, tags: { Owner: 'new' } };
    await guard(tagged({ Owner: 'new' }));
    expect(stage.rechecks).toHaveLength(1);
  });

  test('what an event does not tell in full is looked at once more, for no read can be held against it', async () => {
    stage.grants = [];
    await guard(
      shareEvent([], {
        eventName: 'EnableImageDeprecation',
        requestParameters: {
          EnableImageDeprecationRequest: { ImageId: REF.image, DeprecateAt: '2027-11-23T10:00:00Z' },
        },
      }),
    );
    expect(stage.rechecks.map(({ dueAt }) => dueAt.slice(0, 19))).toEqual(['2026-11-23T10:01:00']);
  });

  test('an image said to be available that still looks pending is looked at again', async () => {
    stage.grants = [];
    stage.facts = { ...stage.facts, state: 'pending' };
    await guard(
      JSON.stringify({
        version: '0',
        id: '0aaaaaaa-0000-4000-8000-000000000002',
        'detail-type': 'EC2 AMI State Change',
        source: 'aws.ec2',
        account: '111122223333',
        time: '2026-11-23T10:00:00Z',
        region: 'us-east-1',
        resources: [`arn:aws:ec2:us-east-1::image/${REF.image}`],
        detail: { RequestId: 'r', ImageId: REF.image, State: 'available', ErrorMessage: '' },
      }),
    );
    expect(stage.rechecks).toHaveLength(1);
  });

  test('a share that the remediation does not see closes, and is looked for once more', async () => {
    await guard();
    stage.staleReads.push([]);
    await remediate();
    expect(await statuses()).toEqual(['public-sharing closed']);
    expect(stage.rechecks).toHaveLength(1);
    const dueAt = stage.rechecks[0]?.dueAt ?? '';
    stage.time = Date.parse(dueAt);
    await recheck(dueAt);
    await remediate();
    expect([grants(), await statuses()]).toEqual([[], ['public-sharing fixed']]);
  });

  test.each(['guard', 'remediation'])(
    'an image that the %s does not find is looked for once more',
    async (who) => {
      if (who === 'remediation') await guard();
      stage.hiddenReads = 1;
      await (who === 'guard' ? guard() : remediate());
      expect(stage.rechecks).toHaveLength(1);
    },
  );
});

describe('two workers on one image', () => {
  test('what was seen before another worker put it right does not open it again', async () => {
    const other = async (): Promise<void> => {
      await guard();
      await remediate();
    };
    stage.interruption = { before: 'append', run: other };
    await guard();
    await remediate();
    await notify();
    expect(stage.writes).toHaveLength(1);
    expect(await statuses()).toEqual(['public-sharing fixed']);
    expect(stage.told.map(({ status }) => status)).toEqual(['fixed']);
  });

  test('the same, when the other is through between the look and the reading of the journal', async () => {
    const other = async (): Promise<void> => {
      await guard();
      await remediate();
    };
    let finished = false;
    const reader = stage.guard().reader;
    const ports = {
      ...stage.guard(),
      reader: {
        ...reader,
        observe: async (...args: Parameters<typeof reader.observe>) => {
          const seen = await reader.observe(...args);
          if (!finished) {
            finished = true;
            await other();
          }
          return seen;
        },
      },
    };
    await handleChange(SHARED, ports);
    await notify();
    expect(await statuses()).toEqual(['public-sharing fixed']);
    expect(stage.told.map(({ status }) => status)).toEqual(['fixed']);
  });

  test('a finding that another event closed while we wrote is still ours, and can be undone', async () => {
    await guard();
    // The next event on the image is judged after our write and before its outcome is recorded.
    stage.interruption = {
      before: 'noteOwnRequest',
      run: async () => {
        await guard(shareEvent([]));
      },
    };
    await remediate();
    expect(await statuses()).toEqual(['public-sharing fixed']);
    expect((await stage.journal.findings(REF))[0]?.undo).not.toBeNull();
  });

  test('a second plan for the same share, looked at between our write and its outcome, does not hide it', async () => {
    await guard();
    stage.time += 1000;
    await guard();
    const [first, second] = stage.plans;
    if (first === undefined || second === undefined) throw new Error('two plans');
    stage.interruption = { before: 'noteOwnRequest', run: () => applyPlan(second, stage.remediation()) };
    await applyPlan(first, stage.remediation());
    expect(stage.writes).toHaveLength(1);
    expect(await statuses()).toEqual(['public-sharing fixed']);
  });

  test('many images of one event are looked at a few at a time', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `ami-0aaaaaaaaaaaaa${String(100 + n)}`);
    const event = shareEvent([], {
      eventName: 'CreateTags',
      requestParameters: {
        resourcesSet: { items: ids.map((resourceId) => ({ resourceId })) },
        tagSet: { items: [{ key: 'Owner', value: 'platform' }] },
      },
    });
    let now = 0;
    let most = 0;
    const reader = stage.guard().reader;
    let waiting: (() => void)[] = [];
    // Answers as soon as five wait for it, and then only after one more way to the journal and back.
    const observe = async (...args: Parameters<typeof reader.observe>) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 5) return;
        for (const go of waiting) go();
        waiting = [];
      });
      await stage.journal.findings(REF);
      now -= 1;
      return reader.observe(...args);
    };
    const ports = { ...stage.guard(), reader: { ...reader, observe } };
    expect(await handleChange(event, ports)).toEqual({ kind: 'done', images: 40 });
    expect(most).toBe(5);
  });
});

describe('an intent without an outcome', () => {
  test.each([
    ['of this minute is a write under way: its event is ours', '2026-11-23T09:59:30.000Z', []],
    ['of ten minutes ago covers nobody', '2026-11-23T09:50:00.000Z', ['public-sharing open']],
  ])('%s', async (_, at, expected) => {
    const action = {
      action: 'rollback',
      rule: 'public-sharing',
      writes: [{ kind: 'launch-permission', add: [PUBLIC], remove: [] }],
      findings: [],
      limitPerHour: null,
    } as const;
    await stage.journal.append({ kind: 'intent', at, ref: REF, planId: 'p', action, before: {} });
    const arn = 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/thief';
    const userIdentity = { type: 'AssumedRole', arn, accountId: '111122223333' };
    await guard(shareEvent([{ group: 'all' }], { userIdentity }));
    expect(await statuses()).toEqual(expected);
  });
});

describe('grace', () => {
  const untagged = (...missing: readonly string[]): void => {
    const tags = Object.fromEntries(['A', 'B', 'C'].map((tag) => [tag, { kind: 'present' }] as const));
    const [first, second, third] = POLICY.rules;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three rules');
    stage.policy = {
      ...POLICY,
      rules: [first, second, { ...third, parameters: { kind: 'required-tags', tags } }],
    };
    const all = { A: 'x', B: 'x', C: 'x' };
    const there = Object.entries(all).filter(([tag]) => !missing.includes(tag));
    stage.facts = { ...stage.facts, tags: Object.fromEntries(there) };
  };

  test('each end of a grace has one timer, whatever other timer comes before', async () => {
    stage.grants = [];
    const dues: string[] = [];
    for (const missing of [['A'], ['A', 'B'], ['A', 'B', 'C']]) {
      untagged(...missing);
      await guard(tagged({}));
      stage.time += 60_000;
    }
    dues.push(...stage.rechecks.map(({ dueAt }) => dueAt));
    expect(dues).toHaveLength(3);
    for (const dueAt of dues) {
      stage.time = Date.parse(dueAt);
      await recheck(dueAt);
    }
    expect(stage.rechecks).toHaveLength(3);
    expect(await statuses()).toEqual(['required-tags open', 'required-tags open', 'required-tags open']);
  });

  test('a grace that was made longer is looked at again at its new end', async () => {
    stage.grants = [];
    untagged('A');
    await guard(tagged({}));
    const dueAt = stage.rechecks[0]?.dueAt ?? '';
    stage.policy = {
      ...stage.policy,
      hash: 'b'.repeat(64),
      rules: stage.policy.rules.map((rule) => ({ ...rule, graceSeconds: rule.graceSeconds * 2 })),
    };
    stage.time = Date.parse(dueAt);
    await recheck(dueAt);
    expect(stage.rechecks.map((one) => one.dueAt)).toEqual([
      dueAt,
      new Date(Date.parse(dueAt) + 1_800_000).toISOString(),
    ]);
    expect(await statuses()).toEqual(['required-tags pending']);
  });

  test('what failed before, was told, and fails again inside its grace is not told', async () => {
    stage.grants = [];
    untagged('A');
    await guard(tagged({}));
    stage.time = Date.parse(minutes(31));
    await guard(tagged({}));
    await notify();
    untagged();
    await guard(tagged({}));
    await notify();
    untagged('A');
    await guard(tagged({}));
    await notify();
    expect(await statuses()).toEqual(['required-tags pending']);
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'closed']);
  });
});

describe('silence', () => {
  const audit = (): void => {
    stage.policy = { ...POLICY, rules: POLICY.rules.map((rule) => ({ ...rule, mode: 'notify' })) };
  };

  test('a name that is learned, and not read the next time, is no news', async () => {
    audit();
    await guard();
    await notify();
    await recheck(minutes(0));
    await notify();
    stage.time += 60_000;
    await guard();
    await notify();
    expect(stage.told).toHaveLength(1);
  });

  test('the same fault in other words is no news', async () => {
    for (const message of ['connect ETIMEDOUT 192.0.2.1:443', 'connect ETIMEDOUT 192.0.2.2:443']) {
      stage.fault = { code: 'TimeoutError', retryable: true, message };
      await expect(guard()).rejects.toThrow('TimeoutError');
      await notify();
    }
    // One for each of the two rules that read the launch permission.
    expect(stage.told).toHaveLength(2);
  });
});

describe('a rollback', () => {
  const revoked = async (): Promise<string> => {
    stage.grants = [PUBLIC, COLLEAGUE];
    await guard();
    await remediate();
    await notify();
    return (await stage.journal.findings(REF))[0]?.undo ?? '';
  };

  test('that dies at any step never leaves a public image with a fixed finding, and ends well when asked again', async () => {
    const dry = await revoked();
    const first = stage.steps;
    await rollBack(REF, dry, stage.remediation());
    const count = stage.steps - first;
    expect(count).toBeGreaterThan(10);
    for (const dieAfter of [false, true]) {
      for (let step = 1; step <= count; step += 1) {
        stage = new Stage(await journal(), []);
        const undo = await revoked();
        stage.dieAfter = dieAfter;
        stage.dieAt = stage.steps + step;
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(count)}`;
        await expect(rollBack(REF, undo, stage.remediation()), where).rejects.toThrow(Died);
        if (grants().includes('public'))
          expect([where, await statuses()]).toEqual([where, ['public-sharing open']]);
        await rollBack(REF, undo, stage.remediation());
        await notify();
        expect([where, grants()]).toEqual([where, ['account/222233334444', 'public']]);
        expect([where, await statuses()]).toEqual([where, ['public-sharing open']]);
        expect([where, stage.told.at(-1)?.status]).toEqual([where, 'open']);
        expect([where, stage.writes.filter(({ add }) => add.length > 0)]).toEqual([
          where,
          [{ add: [PUBLIC], remove: [] }],
        ]);
      }
    }
  }, 60_000);

  test('that could not be read back leaves its finding open, not fixed', async () => {
    const undo = await revoked();
    stage.staleReads.push(...Array.from({ length: 6 }, () => [COLLEAGUE]));
    const { outcome } = await rollBack(REF, undo, stage.remediation());
    expect([outcome.kind, await statuses()]).toEqual(['unverified', ['public-sharing open']]);
  });

  test('that AWS refuses leaves its finding fixed', async () => {
    const undo = await revoked();
    stage.refuseWrites = new Fault('ModifyImageAttribute', 'OperationNotPermitted', 'no', {
      retryable: false,
    });
    const { outcome } = await rollBack(REF, undo, stage.remediation());
    expect([outcome.kind, await statuses()]).toEqual(['refused', ['public-sharing fixed']]);
  });

  test('is not undone by its own plan, delivered once more', async () => {
    stage.grants = [PUBLIC];
    await guard();
    const message = plan();
    await remediate();
    const undo = (await stage.journal.findings(REF))[0]?.undo ?? '';
    await rollBack(REF, undo, stage.remediation());
    await applyPlan(message, stage.remediation());
    expect(grants()).toEqual(['public']);
    expect(await statuses()).toEqual(['public-sharing open']);
  });

  test('of a rollback takes the grant away again, and says so', async () => {
    const undo = await revoked();
    await rollBack(REF, undo, stage.remediation());
    const last = (await stage.journal.entries(REF)).findLast((entry) => entry.kind === 'outcome');
    await rollBack(REF, last?.id ?? '', stage.remediation());
    expect([grants(), await statuses()]).toEqual([['account/222233334444'], ['public-sharing fixed']]);
  });
});
