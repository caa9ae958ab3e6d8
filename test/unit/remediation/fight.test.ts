import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../lib/model/change.ts';
import type { JournalEntry } from '../../../lib/model/journal.ts';
import type { Action, Write } from '../../../lib/model/plan.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import { fightOver, fightSince } from '../../../lib/remediation/fight.ts';
import { findingOf, REF } from '../../laws/random-image.ts';

const START = Date.parse('2026-11-23T10:00:00.000Z');
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const FINDING = findingOf({ kind: 'public' });
const ALICE: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };

const actor = (name: string): Actor => ({
  kind: 'role',
  arn: `arn:aws:sts::111122223333:assumed-role/${name}/s`,
  name,
  account: null,
  service: null,
  sourceIp: null,
  userAgent: null,
  console: false,
});
const opened = (minutes: number, by: Actor | null = actor('ci')): JournalEntry => ({
  id: `${at(minutes)}#o`,
  at: at(minutes),
  ref: REF,
  kind: 'finding',
  status: 'open',
  finding: FINDING,
  cause: { event: 'ModifyImageAttribute', eventId: 'e', at: at(minutes), actor: by, refused: null },
});
const action: Action = {
  action: 'revoke-public',
  rule: 'public-sharing',
  writes: [{ kind: 'launch-permission', add: [], remove: [{ kind: 'public' }] }],
  findings: [FINDING.id],
  limitPerHour: null,
};
const fixed = (minutes: number, over: object = {}): JournalEntry => ({
  id: `${at(minutes)}#f`,
  at: at(minutes),
  ref: REF,
  kind: 'outcome',
  planId: 'p',
  action,
  intent: 'i',
  outcome: { kind: 'done', before: {}, after: {}, requestId: null },
  ...over,
});
const rounds = (...minutes: readonly number[]): readonly JournalEntry[] =>
  minutes.flatMap((minute) => [opened(minute), fixed(minute + 0.5)]);
const over = (entries: readonly JournalEntry[], minutes: number) =>
  fightOver(entries, [FINDING.id], at(minutes));

test('the steps on the way to an encrypted copy are no rounds; that its original is put out of use is one', () => {
  const step = (write: Write, minutes: number): JournalEntry =>
    fixed(minutes, { action: { ...action, action: 'encrypted-copy', writes: [write] } });
  const steps = (write: Write): readonly JournalEntry[] =>
    [0, 10, 20].flatMap((minutes) => [opened(minutes), step(write, minutes + 0.5)]);
  const copy: Write = { kind: 'copy', key: 'k', then: 'disable', deregisterAfter: null };
  expect(over(steps(copy), 25)).toBeNull();
  expect(over(steps({ kind: 'availability', to: 'disabled' }), 25)).not.toBeNull();
  expect(over(steps({ kind: 'registration', to: 'deregistered' }), 25)).not.toBeNull();
  const tags: Write = { kind: 'tags', set: { a: 'b' }, remove: {} };
  const retired = [0, 10, 20].flatMap((minutes) => [
    opened(minutes),
    fixed(minutes + 0.5, {
      action: {
        ...action,
        action: 'encrypted-copy',
        writes: [tags, { kind: 'availability', to: 'disabled' }],
      },
    }),
  ]);
  expect(over(retired, 25)).not.toBeNull();
});

describe('a fight', () => {
  test('is three rounds within an hour, to the millisecond', () => {
    expect(over(rounds(0, 10, 20), 25)).toEqual({
      finding: FINDING.id,
      others: [actor('ci')],
      since: at(0.5),
      last: at(20.5),
      until: at(80.5),
    });
    expect(over(rounds(0, 10), 25)).toBeNull();
    const edge = (last: number) => over([fixed(0), fixed(30), fixed(last)], last + 1);
    expect(edge(60)).toBeNull();
    expect(edge(60 - 1 / 60_000)).not.toBeNull();
  });

  test('is over when an hour went by without it, and then counts anew', () => {
    const three = rounds(0, 10, 20);
    expect(over(three, 80.5 - 1 / 60_000)).not.toBeNull();
    expect(over(three, 80.5)).toBeNull();
    const again = [...three, ...rounds(81, 82)];
    expect(over(again, 83)).toBeNull();
    expect(over([...again, ...rounds(83)], 84)).not.toBeNull();
  });

  test('goes on while the other side goes on, though we do nothing', () => {
    const going = [...rounds(0, 10, 20), opened(70), opened(120), opened(170)];
    expect(over(going, 229)).toMatchObject({ until: at(230) });
  });

  test('is not kept up by what happens beside it: other findings, other changes, or that it was closed', () => {
    const other = { ...FINDING, id: 'another' };
    const beside: readonly ((minutes: number) => JournalEntry)[] = [
      (minutes) => ({ ...opened(minutes), finding: other }) as JournalEntry,
      (minutes) => ({ ...opened(minutes), status: 'closed' }) as JournalEntry,
      (minutes) => fixed(minutes, { action: { ...action, findings: ['another'] } }),
      (minutes) => {
        const cause = {
          event: 'ModifyImageAttribute',
          eventId: 'e',
          at: at(minutes),
          actor: actor('ops'),
          refused: 'x',
        };
        return { id: 'a', at: at(minutes), ref: REF, kind: 'attempt', cause };
      },
    ];
    for (const entry of beside) {
      const entries = [...rounds(0, 10, 20), entry(70), entry(120)];
      expect(over(entries, 79)).toMatchObject({ last: at(20.5), until: at(80.5), others: [actor('ci')] });
      expect(over(entries, 121)).toBeNull();
    }
  });

  test('is found over any of the findings', () => {
    expect(fightOver(rounds(0, 10, 20), ['another', FINDING.id], at(25))).toMatchObject({
      finding: FINDING.id,
    });
    expect(fightOver(rounds(0, 10, 20), [], at(25))).toBeNull();
  });

  test('ends with a person’s word or write', () => {
    const approval: JournalEntry = {
      id: 'a',
      at: at(22),
      ref: REF,
      kind: 'approval',
      planId: 'p',
      decision: 'refused',
      by: ALICE,
      reason: null,
      limits: 'kept',
    };
    const rollback = fixed(22, { action: { ...action, action: 'rollback' } });
    for (const act of [approval, fixed(22, { by: ALICE }), rollback]) {
      expect(over([...rounds(0, 10, 20), act], 25)).toBeNull();
      expect(over([...rounds(0, 10, 20), act, ...rounds(23, 24)], 25)).toBeNull();
      expect(over([...rounds(0, 10, 20), act, ...rounds(23, 24, 25)], 26)).not.toBeNull();
    }
  });

  test('names everybody on the other side once, and nobody where nobody is known', () => {
    const entries = [
      opened(0),
      fixed(1),
      opened(2, actor('ops')),
      fixed(3),
      opened(4),
      fixed(5),
      opened(6, null),
    ];
    expect(over(entries, 7)?.others.map(({ name }) => name)).toEqual(['ci', 'ops']);
    expect(over([fixed(1), fixed(2), fixed(3)], 7)?.others).toEqual([]);
    const services = ['ci', 'ops', 'ci'].map((name): Actor => ({ ...actor(name), arn: null }));
    const namesakes = ['1', '2', '1'].map((id): Actor => ({ ...actor('ci'), arn: `arn:${id}` }));
    for (const actors of [services, namesakes]) {
      const [one, two] = actors;
      const fought = actors.flatMap((by, round) => [opened(round, by), fixed(round + 0.5)]);
      expect(over(fought, 7)?.others).toEqual([one, two]);
    }
  });

  test.each([
    ['of another finding', { action: { ...action, findings: ['another'] } }],
    ['that were refused', { outcome: { kind: 'refused', reason: 'no' } }],
    ['that only prepared', { action: { ...action, action: 'prepare' } }],
  ])('is none of rounds %s', (_, change) => {
    expect(over([fixed(0, change), fixed(1, change), fixed(2, change)], 3)).toBeNull();
  });

  test('never has more than three rounds in an hour, however somebody tries', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 90, noNaN: true }), { maxLength: 60 }), (pauses) => {
        let now = 0;
        const entries: JournalEntry[] = [];
        const done: number[] = [];
        for (const pause of pauses) {
          now += pause;
          entries.push(opened(now));
          const since = fightSince(at(now));
          if (
            fightOver(
              entries.filter((entry) => entry.at >= since),
              [FINDING.id],
              at(now),
            ) !== null
          )
            continue;
          entries.push(fixed(now));
          done.push(now);
        }
        for (const [index, first] of done.entries()) {
          const fourth = done[index + 3];
          if (fourth !== undefined) expect(fourth - first).toBeGreaterThanOrEqual(59.99);
        }
      }),
    );
  });
});
