import { afterEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { PolicyBundle, RuleSetting } from '../../../lib/model/policy.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import type { Answer, Request } from '../../../lib/model/request.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage } from './stage.ts';

const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
const BOB: Asker = { kind: 'slack', name: 'bob', arn: null, id: 'slack:U2' };

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

/** The policy with its first rule alone, changed. */
const policyWith = (
  over: Partial<RuleSetting>,
  limits: PolicyBundle['limits'] | null = null,
): PolicyBundle => {
  const [rule] = POLICY.rules;
  if (rule === undefined) throw new Error('the policy has rules');
  return { ...POLICY, rules: [{ ...rule, ...over }], ...(limits === null ? {} : { limits }) };
};
const approved = (approval: 'manual' | 'two-person'): PolicyBundle =>
  policyWith({ remediation: { action: 'revoke-public', limitPerHour: null, approval } });
const full: PolicyBundle = policyWith({
  remediation: { action: 'revoke-public', limitPerHour: 0, approval: 'auto' },
});

const begin = async (policy: PolicyBundle): Promise<Stage> => {
  const clock = { now: () => new Date('2026-11-23T10:00:00.000Z') };
  const { journal, close } = sqliteJournal({ path: ':memory:', clock });
  closes.push(close);
  const stage = new Stage(journal, [PUBLIC, COLLEAGUE]);
  stage.policy = policy;
  await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
  return stage;
};

/** Does it, and does it again when the process died, as a person or a queue would. */
const until = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
    return work();
  }
};
const ask = (stage: Stage, request: Request, by = ALICE): Promise<Answer> =>
  until(() => handleRequest(request, by, stage.remediation()));
const plans = async (stage: Stage): Promise<void> => {
  for (const message of stage.plans.splice(0)) await until(() => applyPlan(message, stage.remediation()));
};
const notices = async (stage: Stage): Promise<void> => {
  for (const notice of stage.notices.splice(0)) await until(() => deliverNotice(notice, stage.notice()));
};
const waiting = async (stage: Stage): Promise<string> => {
  const [record] = await stage.journal.findings(REF);
  return record?.waiting?.plan ?? '';
};

interface Scene {
  readonly policy: PolicyBundle;
  /** What happened before, undisturbed; answers what the act needs to know. */
  readonly before: (stage: Stage) => Promise<string>;
  readonly act: (stage: Stage, known: string) => Promise<Answer['status']>;
  /** What it comes to undisturbed. */
  readonly end: object;
}

const REVOKED = { grants: ['account/222233334444'], writes: [{ add: [], remove: [PUBLIC] }], done: 1 };
const UNTOUCHED = { grants: ['account/222233334444', 'public'], writes: [], done: 0 };
const FIXED = { ...REVOKED, status: 'done', finding: ['fixed', 'done', true], told: 'fixed' };

const SCENES: Readonly<Record<string, Scene>> = {
  'a plan is refused': {
    policy: approved('manual'),
    before: waiting,
    act: async (stage, plan) => {
      const answer = await ask(stage, { kind: 'refuse', plan, reason: 'wanted', dryRun: false });
      return answer.status === 'unneeded' ? 'done' : answer.status;
    },
    end: { ...UNTOUCHED, status: 'done', waiting: ['approval', 'refused', [], 'alice'], told: 'open' },
  },
  'a rule is put right by hand, inside its grace': {
    policy: policyWith({ graceSeconds: 3600 }),
    before: () => Promise.resolve(''),
    act: async (stage) =>
      (await ask(stage, { kind: 'remediate', ref: REF, rule: 'public-sharing', dryRun: false })).status,
    end: FIXED,
  },
  'a rule is put right by hand, in a mode that only tells': {
    policy: policyWith({ mode: 'notify' }),
    before: () => Promise.resolve(''),
    act: async (stage) =>
      (await ask(stage, { kind: 'remediate', ref: REF, rule: 'public-sharing', dryRun: false })).status,
    end: FIXED,
  },
  'two people approve': {
    policy: approved('two-person'),
    before: waiting,
    act: async (stage, plan) => {
      await ask(stage, { kind: 'apply', plan, dryRun: false }, ALICE);
      return (await ask(stage, { kind: 'apply', plan, dryRun: false }, BOB)).status;
    },
    end: {
      ...FIXED,
      journal: [
        'approved by alice',
        'approved by bob',
        'finding',
        'intent',
        'outcome done of an intent',
        'plan',
      ],
    },
  },
  'what was done is taken back': {
    policy: policyWith({}),
    before: async (stage) => {
      await plans(stage);
      await notices(stage);
      return (await stage.journal.findings(REF))[0]?.undo ?? '';
    },
    act: async (stage, entry) =>
      (await ask(stage, { kind: 'rollback', ref: REF, entry, dryRun: false })).status,
    end: {
      grants: ['account/222233334444', 'public'],
      writes: [...REVOKED.writes, { add: [PUBLIC], remove: [] }],
      done: 2,
      status: 'done',
      finding: ['open', 'done', false],
      told: 'open',
    },
  },
  'a plan is over its limit': {
    policy: full,
    before: () => Promise.resolve(''),
    act: async (stage) => {
      await plans(stage);
      return 'refused';
    },
    end: {
      ...UNTOUCHED,
      finding: ['open', 'refused', false],
      waiting: ['limit', 'waiting', [], null],
      told: 'open',
    },
  },
  'a plan that is over its limit is let through': {
    policy: full,
    before: async (stage) => {
      await plans(stage);
      return waiting(stage);
    },
    act: async (stage, plan) => (await ask(stage, { kind: 'apply', plan, dryRun: false })).status,
    end: FIXED,
  },
};

/** All that a scene comes to: the image, what was sent, where the finding stands, what the journal says, and what was told last. */
const endOf = async (stage: Stage, status: Answer['status']): Promise<object> => {
  await notices(stage);
  const [record] = await stage.journal.findings(REF);
  const entries = (await stage.journal.entries(REF)).map((entry) => {
    if (entry.kind === 'outcome') {
      return `outcome ${entry.outcome.kind}${entry.intent === null ? '' : ' of an intent'}`;
    }
    return entry.kind === 'approval' ? `${entry.decision} by ${entry.by.name}` : entry.kind;
  });
  return {
    status,
    grants: stage.grants.map(principalKey).toSorted(),
    writes: stage.writes,
    finding: [record?.status, record?.outcome?.kind, record?.undo !== null],
    waiting: [
      record?.waiting?.why,
      record?.waiting?.state,
      record?.waiting?.approvedBy,
      record?.waiting?.refusedBy,
    ],
    // A crash may repeat what it cannot know to stand there; what is there is the same.
    journal: [...new Set(entries)].toSorted(),
    done: entries.filter((entry) => entry.startsWith('outcome done')).length,
    told: stage.told.at(-1)?.status,
  };
};

const play = async (scene: Scene, stop: { readonly at: number; readonly after: boolean } | null) => {
  const stage = await begin(scene.policy);
  const known = await scene.before(stage);
  const first = stage.steps;
  if (stop !== null) {
    stage.dieAt = first + stop.at;
    stage.dieAfter = stop.after;
  }
  const status = await scene.act(stage, known);
  const steps = stage.steps - first;
  return { end: await endOf(stage, status), steps };
};

describe('a process that dies at any step, and is asked again, comes to the same end', () => {
  test.each(Object.entries(SCENES))(
    'when %s',
    async (_, scene) => {
      const { end, steps } = await play(scene, null);
      expect(end).toMatchObject(scene.end);
      expect(steps).toBeGreaterThan(5);
      for (const after of [false, true]) {
        for (let at = 1; at <= steps; at += 1) {
          const where = `died ${after ? 'after' : 'before'} step ${String(at)} of ${String(steps)}`;
          const stopped = await play(scene, { at, after });
          expect([where, stopped.end]).toEqual([where, end]);
        }
      }
    },
    60_000,
  );
});
