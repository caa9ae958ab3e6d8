import { afterEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import { Died } from '../mortal.ts';
import { POLICY, REF, Stage } from './stage.ts';

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

const begin = (): Stage => {
  const clock = { now: () => new Date('2026-11-23T10:00:00.000Z') };
  const { journal, close } = sqliteJournal({ path: ':memory:', clock });
  closes.push(close);
  return new Stage(journal, []);
};

describe('a guard rail of which the policy asks for more by the time that it was put up', () => {
  const PLACE = { account: REF.account, region: REF.region };
  const asksFor = (snapshotBlockPublicAccess: 'block-new-sharing' | 'block-all-sharing'): PolicyBundle => ({
    ...POLICY,
    rules: POLICY.rules.slice(0, 1).map((rule) => ({
      ...rule,
      id: 'guardrails',
      parameters: {
        kind: 'guardrails',
        imageBlockPublicAccess: null,
        snapshotBlockPublicAccess,
        allowedImages: null,
        ebsEncryption: true,
      },
      remediation: { action: 'enable-block-public-access', limitPerHour: null, approval: 'auto' },
    })),
  });

  const railOf = (stage: Stage, state: string): void => {
    stage.around = {
      snapshotBlockPublicAccess: { kind: 'known', value: { state, managedBy: 'account' } },
      ebsEncryption: { kind: 'known', value: { enabled: true } },
    };
  };
  const planned = async (stage: Stage) => {
    railOf(stage, 'unblocked');
    stage.policy = asksFor('block-new-sharing');
    const now = new Date(stage.time).toISOString();
    await handleChange(JSON.stringify(recheckEnvelope(PLACE, now, now)), stage.guard());
    const [plan] = stage.plans;
    if (plan === undefined) throw new Error('there is a plan');
    return plan;
  };
  const statusOf = async (stage: Stage): Promise<readonly string[]> =>
    (await stage.journal.findings(PLACE)).map(({ status }) => status);

  test.each([
    ['block-new-sharing', ['closed']],
    ['block-all-sharing', ['open']],
  ] as const)('by somebody else is said to be what it is, where %s is wanted', async (wanted, expected) => {
    const stage = begin();
    const plan = await planned(stage);
    railOf(stage, 'block-new-sharing');
    stage.policy = asksFor(wanted);
    await applyPlan(plan, stage.remediation());
    expect(await statusOf(stage)).toEqual(expected);
  });

  test.each([
    ['block-new-sharing', ['fixed']],
    ['block-all-sharing', ['open']],
  ] as const)('by one that died is said to be what it is, where %s is wanted', async (wanted, expected) => {
    const stage = begin();
    const plan = await planned(stage);
    const ports = stage.remediation();
    const dying = new Proxy(ports.journal, {
      get: (target, name) =>
        name === 'append'
          ? async (...args: Parameters<typeof target.append>) => {
              if (args[0].kind === 'finding') throw new Died();
              return target.append(...args);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const writer = {
      send: () => {
        railOf(stage, 'block-new-sharing');
        return Promise.resolve({ requestId: 'request-1' });
      },
    };
    await expect(applyPlan(plan, { ...ports, writer, journal: dying })).rejects.toThrow(Died);
    stage.policy = asksFor(wanted);
    stage.time += 720_000;
    await applyPlan(plan, stage.remediation());
    expect(await statusOf(stage)).toEqual(expected);
    expect((await stage.journal.entries(PLACE)).filter(({ kind }) => kind === 'outcome')).toHaveLength(1);
  });
});
