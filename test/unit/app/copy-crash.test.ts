import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { THEN_GONE } from './copy-samples.ts';
import { CopyStage } from './copy-stage.ts';
import { REF } from './stage.ts';

const play = async (
  set: (stage: CopyStage) => void = () => undefined,
  then: (stage: CopyStage) => Promise<void> = () => Promise.resolve(),
) => {
  const clock = { now: (): Date => new Date('2026-11-23T10:00:00.000Z') };
  const { journal, close } = sqliteJournal({ path: ':memory:', clock });
  const stage = new CopyStage(journal);
  set(stage);
  await stage.run();
  await then(stage);
  const ended = await stage.ended();
  close();
  return { stage, ended };
};

const DONE = [
  'original disabled',
  'copy available for account/222233334444',
  'encryption fixed',
  'journal concluded',
  '0 in line',
];
const STEPS = ['copy', 'copy-permission', 'tags', 'availability'];

describe('an image is replaced by its encrypted copy', () => {
  it('step by step, each once', async () => {
    const { stage, ended } = await play();
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it('when no event of EC2 ever comes', async () => {
    const { stage, ended } = await play((one) => {
      one.tellsEvents = false;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it('when every message comes twice', async () => {
    const { stage, ended } = await play((one) => {
      one.repeats = true;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it('when two workers have each message at once', async () => {
    const { stage, ended } = await play((one) => {
      one.workers = 2;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it('when reads do not show the copy for a while: no second one is made', async () => {
    const { stage, ended } = await play((one) => {
      one.blindReads = 3;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it.each([
    ['before it begins', [0, 60]],
    ['while the copy is being made', [3, 90]],
    ['between two steps', [5.5, 120]],
  ] as const)('when writing is paused %s', async (_, paused) => {
    const { stage, ended } = await play((one) => {
      one.paused = paused;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(STEPS);
  });

  it('by the third copy, when two fail', async () => {
    const { stage, ended } = await play((one) => {
      one.failing = 2;
    });
    expect(ended).toEqual(DONE);
    expect(stage.sent).toEqual(['copy', 'copy-removal', 'copy', 'copy-removal', ...STEPS]);
  });

  it('and is not said to be out of the way, by a plan that comes once more, when it is to be gone by then', async () => {
    const { ended } = await play(undefined, async (one) => {
      one.policy = THEN_GONE;
      one.time += 3 * 60 * 60_000;
      const now = new Date(one.time).toISOString();
      await handleChange(JSON.stringify(recheckEnvelope(REF, now, now)), one.guard());
      expect(await one.ended()).toContain('encryption open');
      const [first] = one.plans;
      if (first === undefined) throw new Error('there is a plan');
      await applyPlan(first, one.remediation());
    });
    expect(ended).toContain('encryption open');
  });

  it('not at all, when three fail: nothing of them is left, and it says so', async () => {
    const { stage, ended } = await play((one) => {
      one.failing = 9;
    });
    expect(ended).toEqual(['original available', 'encryption open', 'journal concluded', '0 in line']);
    expect(stage.sent.filter((kind) => kind === 'copy')).toHaveLength(3);
  });

  it.each([
    ['before a step has its effect', false],
    ['after it has', true],
  ])('wherever the process dies, %s', async (_, dieAfter) => {
    let deaths = 0;
    for (let step = 1; ; step += 1) {
      const { stage, ended } = await play((one) => {
        one.dieAt = step;
        one.dieAfter = dieAfter;
      });
      if (stage.died === null) break;
      deaths += 1;
      expect([step, stage.died, ...ended]).toEqual([step, stage.died, ...DONE]);
      expect([step, stage.died, ...stage.sent]).toEqual([step, stage.died, ...STEPS]);
    }
    expect(deaths).toBeGreaterThan(100);
  });
});
