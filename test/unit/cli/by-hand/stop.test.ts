import { beforeEach, describe, expect, test } from 'vitest';
import type { RemediationPorts } from '../../../../lib/app/remediation-ports.ts';
import { runApply } from '../../../../lib/cli/apply/run.ts';
import { MEANS, type Means } from '../../../../lib/cli/by-hand/hand.ts';
import { runHandPlan } from '../../../../lib/cli/plan/run.ts';
import { runRemediate } from '../../../../lib/cli/remediate/run.ts';
import { runRollback } from '../../../../lib/cli/rollback/run.ts';
import type { JournalEntry } from '../../../../lib/model/journal.ts';
import type { Aspects } from '../../../../lib/model/plan.ts';
import { principalKey } from '../../../../lib/model/principal.ts';
import { COLLEAGUE, entryText, handWorld, IMAGE } from './hand-world.ts';
import { Died, mortalPort } from '../../mortal.ts';

const world = handWorld();
beforeEach(async () => {
  world.fresh();
  await world.share('all', COLLEAGUE);
});

const policy = () => ({ policy: [world.at('policy.json')], yes: true });

/** Means whose process dies at a step: each call of the journal and of the writer is one, and it has no effect. Null: never. */
const dying = (at: number | null): { readonly means: Partial<Means>; readonly steps: () => number } => {
  let steps = 0;
  const mortal = <Port extends object>(port: Port): Port =>
    mortalPort(port, () => {
      steps += 1;
      return Promise.resolve(steps === at ? 'dies before' : 'goes on');
    });
  const watch = (ports: RemediationPorts): RemediationPorts => ({
    ...ports,
    journal: mortal(ports.journal),
    writer: mortal(ports.writer),
    // A dead process's lease is waited for; here nobody has half a minute.
    clock: { now: () => new Date(Date.now() + steps * 60_000) },
    pause: () => Promise.resolve(),
  });
  return { means: { direct: (settings) => MEANS.direct(settings, watch) }, steps: () => steps };
};

const later: Partial<Means> = {
  direct: (settings) =>
    MEANS.direct(settings, (ports) => ({
      ...ports,
      clock: { now: () => new Date(Date.now() + 86_400_000) },
      pause: () => Promise.resolve(),
    })),
};

const planId = async (): Promise<string> => {
  const flags = { policy: [world.at('policy.json')], rule: ['public-sharing'], output: 'json' };
  const { out } = await world.run(runHandPlan, [IMAGE], flags);
  const [offer] = JSON.parse(out) as {
    readonly plans: readonly { readonly plan: { readonly id: string } }[];
  }[];
  return offer?.plans[0]?.plan.id ?? '';
};

const principals = (aspects: Aspects): readonly string[] =>
  (aspects.launchPermission ?? []).map(principalKey).toSorted();
const change = (entry: JournalEntry) =>
  entry.kind === 'outcome' && entry.outcome.kind === 'done'
    ? { before: principals(entry.outcome.before), after: principals(entry.outcome.after) }
    : null;

const kinds = async (): Promise<readonly string[]> => (await world.entries()).map(entryText);
const writes = (): number => world.sandbox().calls.of({ operation: 'ModifyImageAttribute' }).length;

describe('a command that is stopped', () => {
  test('at any step leaves what the next one ends: one write, its before and after in the journal, undone by its entry', async () => {
    const { means, steps } = dying(null);
    await world.run(runApply, [await planId()], policy(), { means });
    const all = steps();
    await world.share('all', COLLEAGUE);
    expect(all).toBeGreaterThan(12);
    for (let at = 1; at <= all; at += 1) {
      world.fresh();
      const id = await planId();
      world.sandbox().calls.clear();
      const stopped = world.run(runApply, [id], policy(), { means: dying(at).means });
      await expect(stopped).rejects.toThrow(Died);
      const { code } = await world.run(runApply, [id], policy(), { means: later });
      expect([at, code, await world.grants(), writes()]).toEqual([at, 0, [COLLEAGUE], 1]);
      const done = (await world.entries()).filter(
        (entry) => entry.kind === 'outcome' && entry.outcome.kind === 'done',
      );
      expect([at, ...done.map(change)]).toEqual([
        at,
        { before: [`account/${COLLEAGUE}`, 'public'], after: [`account/${COLLEAGUE}`] },
      ]);
      const undone = await world.run(runRollback, [done[0]?.id ?? ''], { yes: true }, { means: later });
      expect([at, undone.code, await world.grants()]).toEqual([at, 0, [COLLEAGUE, 'all']]);
    }
  }, 120_000);

  test('between intent and outcome is told of by the next one, which names what ends it', async () => {
    const id = await planId();
    const watch: Partial<Means> = {
      direct: (settings) =>
        MEANS.direct(settings, (ports) => ({
          ...ports,
          writer: { send: () => Promise.reject(new Died()) },
        })),
    };
    await expect(world.run(runApply, [id], policy(), { means: watch })).rejects.toThrow(Died);
    const told = await world.run(runHandPlan, [IMAGE], { policy: [world.at('policy.json')] });
    expect(told.err).toMatch(
      new RegExp(
        `revoke-public for .* was begun at .*, and the journal has no end of it: ami-warden apply ${id} ends it`,
      ),
    );
    await world.run(runApply, [id], policy(), { means: later });
    const after = await world.run(runHandPlan, [IMAGE], { policy: [world.at('policy.json')] });
    expect([await world.grants(), after.err.includes('has no end of it')]).toEqual([[COLLEAGUE], false]);
  });
});

describe('Ctrl-C', () => {
  test('before the write: nothing is sent, the journal says why, and it ends with 130', async () => {
    let press = (): void => undefined;
    const means: Partial<Means> = {
      direct: (settings) =>
        MEANS.direct(settings, (ports) => ({
          ...ports,
          journal: {
            ...ports.journal,
            append: (entry) => {
              if (entry.kind === 'approval') press();
              return ports.journal.append(entry);
            },
          },
        })),
    };
    const interrupt = (given: () => void): void => {
      press = given;
    };
    const { code, err } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), rule: 'public-sharing' },
      { means, interrupt },
    );
    expect([code, await world.grants()]).toEqual([130, [COLLEAGUE, 'all']]);
    expect(err).toContain('stopping: nothing more is sent');
    expect(err).toContain('the command was interrupted');
    expect(err).toMatch(/ami-warden apply [0-9a-f]{16} goes on with it/);
    expect(await kinds()).toEqual([
      'plan',
      'public-sharing open',
      'approved by operator',
      'revoke-public refused',
    ]);
  });

  test('in the middle of the write: it is read back and journaled all the same', async () => {
    let press = (): void => undefined;
    const means: Partial<Means> = {
      direct: (settings) =>
        MEANS.direct(settings, (ports) => ({
          ...ports,
          writer: {
            send: (ref, write) => {
              press();
              return ports.writer.send(ref, write);
            },
          },
        })),
    };
    const interrupt = (given: () => void): void => {
      press = given;
    };
    const { code } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), rule: 'public-sharing' },
      { means, interrupt },
    );
    expect([code, await world.grants()]).toEqual([0, [COLLEAGUE]]);
    expect((await kinds()).slice(-3)).toEqual([
      'revoke-public begun',
      'revoke-public done',
      'public-sharing fixed',
    ]);
  });
});
