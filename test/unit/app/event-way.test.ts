import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import { rollBack } from '../../../lib/app/roll-back.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import { journals } from './journals.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC, STRANGER, COLLEAGUE]);
});

const SHARED = shareEvent([{ group: 'all' }, { userId: '012345678901' }]);
const { remediate, notify, grants, statuses, kinds, ...steps } = stepsOf(() => stage);
const guard = (body = SHARED) => steps.guard(body);

describe('a public share with a stranger beside it', () => {
  test('exactly the failing two go, the colleague stays, and each finding is told once, as fixed', async () => {
    await guard();
    await remediate();
    await notify();
    expect(grants()).toEqual(['account/222233334444']);
    expect(stage.writes).toEqual([
      { add: [], remove: [PUBLIC] },
      { add: [], remove: [STRANGER] },
    ]);
    expect(await statuses()).toEqual(['public-sharing fixed', 'sharing fixed']);
    expect(stage.told.map(({ status, rule }) => `${rule} ${status}`).toSorted()).toEqual([
      'public-sharing fixed',
      'sharing fixed',
    ]);
  });

  test('a launch permission event reads the launch permission and nothing else', async () => {
    await guard();
    expect(stage.reads).toEqual(['launchPermission']);
  });

  test('one failing principal takes three reads and writes of the remediation: look, write, read back', async () => {
    stage.grants = [PUBLIC];
    await guard(shareEvent([{ group: 'all' }]));
    await remediate();
    expect(stage.reads).toEqual(['launchPermission', 'launchPermission', 'launchPermission']);
    expect(stage.writes).toHaveLength(1);
  });

  test('the intent stands in the journal before the write, the outcome after it, each with its state', async () => {
    stage.grants = [PUBLIC, COLLEAGUE];
    await guard();
    await remediate();
    const entries = await stage.journal.entries(REF);
    expect(entries.map((entry) => entry.kind)).toEqual(['finding', 'plan', 'intent', 'outcome', 'finding']);
    expect(entries[2]).toMatchObject({
      kind: 'intent',
      before: { launchPermission: [PUBLIC, COLLEAGUE] },
      action: { writes: [{ kind: 'launch-permission', add: [], remove: [PUBLIC] }] },
    });
    expect(entries[3]).toMatchObject({
      kind: 'outcome',
      outcome: {
        kind: 'done',
        before: { launchPermission: [PUBLIC, COLLEAGUE] },
        after: { launchPermission: [COLLEAGUE] },
        requestId: 'request-1',
      },
    });
  });

  test('the same event again is silent: no write, no alert, no entry', async () => {
    await guard();
    await remediate();
    await notify();
    const before = await kinds();
    const told = stage.told.length;
    await guard();
    await remediate();
    await notify();
    expect(stage.writes).toHaveLength(2);
    expect(stage.told).toHaveLength(told);
    expect(await kinds()).toEqual(before);
  });

  test('told while it is open, the message is updated when it is fixed', async () => {
    stage.grants = [PUBLIC];
    await guard();
    await notify();
    await remediate();
    await notify();
    expect(stage.told).toEqual([
      { status: 'open', rule: 'public-sharing', reference: null },
      { status: 'fixed', rule: 'public-sharing', reference: 'C1:1' },
    ]);
  });

  test('the event of our own write is known by its request id and not judged', async () => {
    stage.grants = [PUBLIC];
    await guard();
    await remediate();
    const arn = 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/ami-warden-remediate';
    const own = {
      userIdentity: { type: 'AssumedRole', arn, accountId: '111122223333' },
      requestID: 'request-1',
    };
    const reads = stage.reads.length;
    await guard(
      shareEvent([], {
        ...own,
        requestParameters: {
          imageId: REF.image,
          attributeType: 'launchPermission',
          launchPermission: { remove: { items: [{ group: 'all' }] } },
        },
      }),
    );
    expect(stage.reads).toHaveLength(reads);
    expect(stage.happenings.findLast(({ kind }) => kind !== 'handled')).toEqual({
      kind: 'own-change',
      ref: REF,
      eventId: '0bbbbbbb-0000-4000-8000-000000000001',
    });
  });

  test('the event of our own write is known even before its request id is noted', async () => {
    stage.grants = [PUBLIC];
    await guard();
    const [plan] = stage.plans;
    if (plan === undefined) throw new Error('there is a plan');
    const arn = 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/ami-warden-remediate';
    const own = {
      userIdentity: { type: 'AssumedRole', arn, accountId: '111122223333' },
      requestID: 'request-1',
      requestParameters: {
        imageId: REF.image,
        attributeType: 'launchPermission',
        launchPermission: { remove: { items: [{ group: 'all' }] } },
      },
    };
    const ports = stage.remediation();
    await applyPlan(plan, {
      ...ports,
      writer: {
        send: async (...args) => {
          const answer = await ports.writer.send(...args);
          await guard(shareEvent([], own));
          return answer;
        },
      },
    });
    expect(stage.happenings.filter(({ kind }) => kind === 'own-change')).toHaveLength(1);
    expect(await statuses()).toEqual(['public-sharing fixed']);
  });

  test('what the guard saw closed before its write was settled is fixed by us, and can be undone', async () => {
    stage.grants = [PUBLIC];
    await guard();
    const [plan] = stage.plans;
    if (plan === undefined) throw new Error('there is a plan');
    const ports = stage.remediation();
    await applyPlan(plan, {
      ...ports,
      writer: {
        send: async (...args) => {
          const answer = await ports.writer.send(...args);
          await guard(shareEvent([{ userId: '222233334444' }]));
          return answer;
        },
      },
    });
    const [record] = await stage.journal.findings(REF);
    expect(record).toMatchObject({ status: 'fixed', outcome: { kind: 'done' } });
    expect(record?.undo).not.toBeNull();
  });

  test('somebody else under the writer role is judged like anybody', async () => {
    stage.grants = [PUBLIC];
    const arn = 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/thief';
    await guard(
      shareEvent([{ group: 'all' }], {
        userIdentity: { type: 'AssumedRole', arn, accountId: '111122223333' },
      }),
    );
    expect(await statuses()).toEqual(['public-sharing open']);
  });
});

describe('modes', () => {
  const withMode = (mode: 'off' | 'audit' | 'notify'): void => {
    stage.policy = { ...POLICY, rules: POLICY.rules.map((rule) => ({ ...rule, mode })) };
  };

  test('off: nothing is read, recorded or told', async () => {
    withMode('off');
    await guard();
    await notify();
    expect([stage.reads, await kinds(), stage.told, stage.plans]).toEqual([[], [], [], []]);
  });

  test('audit: recorded, not told, not changed', async () => {
    withMode('audit');
    await guard();
    await notify();
    await remediate();
    expect(await statuses()).toEqual(['public-sharing open', 'sharing open']);
    expect([stage.told, stage.writes]).toEqual([[], []]);
  });

  test('notify: recorded and told, not changed', async () => {
    withMode('notify');
    await guard();
    await notify();
    await remediate();
    expect(stage.told.map(({ status }) => status)).toEqual(['open', 'open']);
    expect(stage.writes).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['denied', 'UnauthorizedOperation', false],
    ['throttled', 'RequestLimitExceeded', true],
  ])(
    '%s: an error that is told, nothing done, and the message goes back to the queue',
    async (_, code, retryable) => {
      stage.fault = { code, retryable };
      await expect(guard()).rejects.toThrow(code);
      await notify();
      expect(await statuses()).toEqual(['public-sharing open', 'sharing open']);
      expect(stage.told.map(({ status }) => status)).toEqual(['open', 'open']);
      expect([stage.plans, stage.writes]).toEqual([[], []]);
    },
  );

  test('read at last, the error closes and the share is put right', async () => {
    stage.fault = { code: 'RequestLimitExceeded', retryable: true };
    await expect(guard()).rejects.toThrow('RequestLimitExceeded');
    stage.fault = null;
    await guard();
    await remediate();
    expect(grants()).toEqual(['account/222233334444']);
    expect(await statuses()).toEqual([
      'public-sharing closed',
      'public-sharing fixed',
      'sharing closed',
      'sharing fixed',
    ]);
  });
});

describe('the remediation looks again before it writes', () => {
  test('what somebody else took back meanwhile is not written, and the finding closes', async () => {
    await guard();
    stage.grants = [COLLEAGUE];
    await remediate();
    expect(stage.writes).toEqual([]);
    expect(await statuses()).toEqual(['public-sharing closed', 'sharing closed']);
  });

  test('what a waiver has come to cover meanwhile is not written', async () => {
    stage.grants = [PUBLIC];
    await guard();
    const source = { file: 'policy.yaml', line: 9, column: 1 };
    const waiver = {
      id: 'W-1',
      rules: ['public-sharing'],
      match: { accounts: ['111122223333'] },
      reason: 'r',
      owner: 'o',
      ticket: null,
      approvedBy: null,
      expires: '2027-01-01T00:00:00.000Z',
      source,
    };
    stage.policy = { ...POLICY, hash: 'b'.repeat(64), waivers: [waiver] };
    await remediate();
    expect(stage.writes).toEqual([]);
    expect(grants()).toEqual(['public']);
  });

  test('an image that is gone is left alone, and its findings close', async () => {
    await guard();
    stage.gone = true;
    await remediate();
    expect(stage.writes).toEqual([]);
    expect(await statuses()).toEqual(['public-sharing closed', 'sharing closed']);
  });

  test('a write that AWS refuses is told, and no success is reported', async () => {
    stage.grants = [PUBLIC];
    await guard();
    stage.refuseWrites = new Fault('ModifyImageAttribute', 'UnauthorizedOperation', 'no', {
      retryable: false,
    });
    await remediate();
    await notify();
    expect(await statuses()).toEqual(['public-sharing open']);
    expect((await kinds()).filter((kind) => kind.startsWith('outcome'))).toEqual(['outcome refused']);
    expect((await stage.journal.findings(REF))[0]).toMatchObject({
      undo: null,
      outcome: { kind: 'refused' },
    });
    expect(stage.told).toHaveLength(1);
  });

  test('a write that had no effect is not a success: it goes back to the queue', async () => {
    stage.grants = [PUBLIC];
    await guard();
    stage.ignoreWrites = true;
    await expect(remediate()).rejects.toThrow('Unverified');
    expect(await statuses()).toEqual(['public-sharing open']);
  });

  test('over the limit nothing is done at all, and it is told', async () => {
    stage.grants = [PUBLIC];
    const [first, ...rest] = POLICY.rules;
    if (first === undefined) throw new Error('the policy has rules');
    stage.policy = {
      ...POLICY,
      rules: [
        { ...first, remediation: { action: 'revoke-public', limitPerHour: 0, approval: 'auto' } },
        ...rest,
      ],
    };
    await guard();
    await remediate();
    await notify();
    expect(stage.writes).toEqual([]);
    expect(grants()).toEqual(['public']);
    expect((await stage.journal.findings(REF))[0]).toMatchObject({
      status: 'open',
      outcome: { kind: 'refused' },
    });
    expect(stage.told).toHaveLength(1);
  });
});

describe('grace', () => {
  const tagged = (tags: object): string =>
    shareEvent([], {
      eventName: 'CreateTags',
      requestParameters: {
        resourcesSet: { items: [{ resourceId: REF.image }] },
        tagSet: { items: [{ key: 'Other', value: 'x' }] },
        ...tags,
      },
    });

  test('inside it nothing is told and a timer is set for its end; at its end it is told', async () => {
    stage.grants = [];
    stage.facts = { ...stage.facts, tags: { Other: 'x' } };
    await guard(tagged({}));
    await notify();
    expect(await statuses()).toEqual(['required-tags pending']);
    expect(stage.told).toEqual([]);
    expect(stage.rechecks).toHaveLength(1);
    const dueAt = stage.rechecks[0]?.dueAt ?? '';
    stage.time = Date.parse(dueAt) - 60_000;
    await guard(JSON.stringify(recheckEnvelope(REF, dueAt, '2026-11-23T10:00:00.000Z')));
    expect(stage.rechecks).toHaveLength(2);
    stage.time = Date.parse(dueAt);
    await guard(JSON.stringify(recheckEnvelope(REF, dueAt, '2026-11-23T10:00:00.000Z')));
    await notify();
    expect(await statuses()).toEqual(['required-tags open']);
    expect(stage.told.map(({ status }) => status)).toEqual(['open']);
  });

  test('a tag that comes inside it closes the finding, and nobody ever hears of it', async () => {
    stage.grants = [];
    stage.facts = { ...stage.facts, tags: {} };
    await guard(tagged({}));
    stage.facts = { ...stage.facts, tags: { Owner: 'platform' } };
    await guard(tagged({}));
    await notify();
    expect(await statuses()).toEqual(['required-tags closed']);
    expect(stage.told).toEqual([]);
  });
});

describe('a message that cannot be understood', () => {
  test.each([
    ['not JSON', '{"source": "aws.ec2"', 'the message is not JSON'],
    [
      'an image that is a number',
      shareEvent([], {
        requestParameters: { imageId: 42, launchPermission: { add: { items: [{ group: 'all' }] } } },
      }),
      'imageId',
    ],
  ])('%s: kept whole, told once, and given back to the queue', async (_, body, reason) => {
    const first = await guard(body);
    const second = await guard(body);
    await notify();
    expect([first.kind, second.kind]).toEqual(['malformed', 'malformed']);
    expect(stage.toldMalformed).toHaveLength(1);
    expect(stage.toldMalformed[0]).toContain(reason);
  });
});

describe('a new image that is not to be seen yet', () => {
  test('is asked for again, for ten minutes; then it counts as gone', async () => {
    stage.gone = true;
    const created = shareEvent([], {
      eventName: 'CreateImage',
      requestParameters: { name: 'x' },
      responseElements: { imageId: REF.image },
    });
    await expect(guard(created)).rejects.toThrow('InvalidAMIID.NotFound');
    stage.time += 11 * 60_000;
    expect(await guard(created)).toEqual({ kind: 'done', images: 1 });
  });
});

describe('rollback', () => {
  test('grants again exactly what was taken, and says so', async () => {
    stage.grants = [PUBLIC, COLLEAGUE];
    await guard();
    await remediate();
    await notify();
    const undo = (await stage.journal.findings(REF))[0]?.undo ?? '';
    const { outcome } = await rollBack(REF, undo, stage.remediation());
    await notify();
    expect(outcome.kind).toBe('done');
    expect(grants()).toEqual(['account/222233334444', 'public']);
    expect(stage.writes.at(-1)).toEqual({ add: [PUBLIC], remove: [] });
    expect(await statuses()).toEqual(['public-sharing open']);
    expect(stage.told.map(({ status }) => status)).toEqual(['fixed', 'open']);
  });

  test.each(['2026-11-23T10:00:00.000Z#nothing', ''])(
    'an entry that is not there (%j) is refused',
    async (entry) => {
      await expect(rollBack(REF, entry, stage.remediation())).rejects.toThrow('cannot be undone');
      expect(stage.writes).toEqual([]);
    },
  );
});

describe('a process that dies at any step', () => {
  /** Delivers until every queue is empty, as SQS does: a message whose handler died is delivered again. */
  const deliverAll = async (): Promise<void> => {
    const once = async (work: () => Promise<unknown>): Promise<void> => {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        try {
          await work();
          return;
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
      throw new Error('died more than once');
    };
    await once(() => guard());
    while (stage.plans.length > 0 || stage.notices.length > 0) {
      const plan = stage.plans.shift();
      if (plan !== undefined) await once(() => applyPlan(plan, stage.remediation()));
      const notice = stage.notices.shift();
      if (notice !== undefined) await once(() => deliverNotice(notice, stage.notice()));
    }
  };

  test('comes to the same end: the state right, the journal whole, no write done twice', async () => {
    await deliverAll();
    const steps = stage.steps;
    expect(steps).toBeGreaterThan(20);
    for (const dieAfter of [false, true]) {
      for (let step = 1; step <= steps; step += 1) {
        stage = new Stage(await journal(), [PUBLIC, STRANGER, COLLEAGUE]);
        stage.dieAt = step;
        stage.dieAfter = dieAfter;
        await deliverAll();
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(steps)}`;
        expect([where, grants()]).toEqual([where, ['account/222233334444']]);
        expect([where, await statuses()]).toEqual([where, ['public-sharing fixed', 'sharing fixed']]);
        const removed = stage.writes.flatMap((write) => write.remove.map(principalKey)).toSorted();
        expect([where, removed]).toEqual([where, ['account/012345678901', 'public']]);
        const done = (await kinds()).filter((kind) => kind === 'outcome done');
        expect([where, done.length >= 2]).toEqual([where, true]);
        const undoable = (await stage.journal.findings(REF)).map((one) => one.undo !== null);
        expect([where, undoable]).toEqual([where, [true, true]]);
        const fixed = stage.told.filter(({ status }) => status === 'fixed').map(({ rule }) => rule);
        expect([where, [...new Set(fixed)].toSorted()]).toEqual([where, ['public-sharing', 'sharing']]);
      }
    }
  }, 60_000);
});
