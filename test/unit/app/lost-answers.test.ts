import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { handleRequest } from '../../../lib/app/handle-request.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { Limits } from '../../../lib/model/policy.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { Answer } from '../../../lib/model/request.ts';
import type { RemediationPorts } from '../../../lib/app/remediation-ports.ts';
import { journals } from './journals.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage, STRANGER } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
const LIMITS: Limits = { perHour: 1, perAccountPerHour: null, perDayShareOfImages: 0.01 };
const [PUBLIC_RULE] = POLICY.rules;
const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };

const start = async (approval: 'auto' | 'manual'): Promise<void> => {
  stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
  if (PUBLIC_RULE === undefined || PUBLIC_RULE.remediation === null) throw new Error('the policy has rules');
  const rule = { ...PUBLIC_RULE, remediation: { ...PUBLIC_RULE.remediation, approval } };
  stage.policy = { ...POLICY, rules: [rule], limits: LIMITS };
  await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
};
const { grants, kinds } = stepsOf(() => stage);
const first = () => {
  const [message] = stage.plans;
  if (message === undefined) throw new Error('there is a plan');
  return message;
};

/** A port of which the call of one number takes effect, and times out; counts the calls. */
class Lossy {
  calls = 0;
  private readonly loses: number | null;

  constructor(loses: number | null) {
    this.loses = loses;
  }

  of<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          this.calls += 1;
          const isLost = this.calls === this.loses;
          const answer: unknown = await Reflect.apply(member, target, args);
          if (!isLost) return answer;
          throw new Fault(String(name), 'TimeoutError', 'no answer in time', { retryable: true });
        };
      },
    });
  }

  ports(): RemediationPorts {
    const ports = stage.remediation();
    return { ...ports, journal: this.of(ports.journal), writer: this.of(ports.writer) };
  }
}

describe('a DynamoDB, or an EC2, that times out after it has written', () => {
  test('at any call of a plan: delivered again it is done once, counted once, and fixed', async () => {
    await start('auto');
    const whole = new Lossy(null);
    await applyPlan(first(), whole.ports());
    expect(whole.calls).toBeGreaterThan(10);
    for (let call = 1; call <= whole.calls; call += 1) {
      await start('auto');
      const where = `lost the answer of call ${String(call)} of ${String(whole.calls)}`;
      await applyPlan(first(), new Lossy(call).ports()).catch((fault: unknown) => {
        expect([where, fault instanceof Fault]).toEqual([where, true]);
      });
      await applyPlan(first(), stage.remediation());
      expect([where, grants(), stage.writes.length]).toEqual([where, ['account/222233334444'], 1]);
      const [record] = await stage.journal.findings(REF);
      expect([where, record?.status, record?.undo !== null]).toEqual([where, 'fixed', true]);
      expect([where, (await kinds()).filter((kind) => kind === 'outcome refused')]).toEqual([where, []]);
    }
  }, 60_000);

  test('at any call of an approval: asked again it ends the same, and one approval stands', async () => {
    const approve = async (ports: RemediationPorts): Promise<Answer> => {
      const plan = (await stage.journal.findings(REF))[0]?.waiting?.plan ?? waiting;
      return handleRequest({ kind: 'apply', plan, dryRun: false }, ALICE, ports);
    };
    let waiting = '';
    await start('manual');
    const whole = new Lossy(null);
    await approve(whole.ports());
    for (let call = 1; call <= whole.calls; call += 1) {
      await start('manual');
      waiting = (await stage.journal.findings(REF))[0]?.waiting?.plan ?? '';
      const where = `lost the answer of call ${String(call)} of ${String(whole.calls)}`;
      const lossy = await approve(new Lossy(call).ports()).catch((fault: unknown) => fault);
      // What may not have been done is never said to be.
      const isSaid = !(lossy instanceof Fault) && (lossy as Answer).status === 'done';
      if (isSaid) expect([where, grants()]).toEqual([where, ['account/222233334444']]);
      const answer = await approve(stage.remediation());
      expect([where, answer.status, grants(), stage.writes.length]).toEqual([
        where,
        'done',
        ['account/222233334444'],
        1,
      ]);
      // The answer to the word itself is lost: it stands twice, of one person.
      expect([where, new Set((await kinds()).filter((kind) => kind === 'approval')).size]).toEqual([
        where,
        1,
      ]);
    }
  }, 60_000);
});

describe('an image that changes between the look and the write', () => {
  beforeEach(() => start('auto'));
  const meanwhile = (change: () => void): void => {
    stage.interruption = {
      before: 'holdLease',
      run: () => {
        change();
        return Promise.resolve();
      },
    };
  };

  test('whoever was granted meanwhile stays: the write names the failing one, and nobody else', async () => {
    meanwhile(() => (stage.grants = [...stage.grants, STRANGER]));
    await applyPlan(first(), stage.remediation());
    expect(stage.writes).toEqual([{ add: [], remove: [PUBLIC] }]);
    expect(grants()).toEqual(['account/012345678901', 'account/222233334444']);
  });

  test('what else was taken back meanwhile stays so when our own write is undone', async () => {
    meanwhile(() => (stage.grants = []));
    await applyPlan(first(), stage.remediation());
    expect(grants()).toEqual([]);
    const entry = (await stage.journal.findings(REF))[0]?.undo ?? '';
    await handleRequest({ kind: 'rollback', ref: REF, entry, dryRun: false }, ALICE, stage.remediation());
    expect(grants()).toEqual(['public']);
  });

  test('an image that is gone by then is no success', async () => {
    meanwhile(() => (stage.gone = true));
    await expect(applyPlan(first(), stage.remediation())).rejects.toThrow('gone');
    expect((await stage.journal.findings(REF))[0]?.status).toBe('open');
  });
});
