import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aspects, Write } from '../../lib/model/plan.ts';
import { effectOf, invertWrites, leftOf, narrowWrite, unfinished } from '../../lib/remediation/writes.ts';
import { aspects, KINDS, normal, touchedBy, UNDOABLE, writeOf } from './random-write.ts';

const read = (given: Aspects, of: readonly (keyof Aspects)[]): Aspects =>
  Object.fromEntries(Object.entries(given).filter(([name]) => of.includes(name as keyof Aspects)));

/** Principals, tags or the setting that a write names. */
const named = (write: Write): readonly string[] => {
  switch (write.kind) {
    case 'launch-permission':
    case 'snapshot-permission':
    case 'copy-permission':
      return [
        ...write.add.map((one) => `add ${JSON.stringify(one)}`),
        ...write.remove.map((one) => `remove ${JSON.stringify(one)}`),
      ];
    case 'tags':
      return [
        ...Object.entries(write.set).map(([tag, value]) => `set ${tag}=${value}`),
        ...Object.entries(write.remove).map(([tag, value]) => `remove ${tag}=${value}`),
      ];
    case 'deprecation':
      return [`${write.kind} ${String(write.at)}`];
    case 'availability':
    case 'registration':
      return [`${write.kind} ${write.to}`];
    case 'usage-report':
    case 'copy':
      return [write.kind];
    case 'copy-removal':
      return [`${write.kind} ${write.copy}`];
    case 'guardrail':
      return [`${write.guardrail} ${write.to}`];
    case 'quota-request':
      return [write.quota];
  }
};

describe.each(KINDS)('a write of kind %s', (kind) => {
  const write = writeOf[kind];

  test('leaves nothing to do once it was sent, and nothing where it is so already', () => {
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        const after = effectOf([one], before);
        expect(leftOf([one], after)).toBe(0);
        expect(unfinished([one], after)).toEqual([]);
        if (leftOf([one], before) > 0) return;
        expect(normal(after)).toEqual(normal(before));
      }),
    );
  });

  test('has as much left to do as it would change: sent in part, it does what it does in whole', () => {
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        const rest = unfinished([one], before);
        expect(normal(effectOf(rest, before))).toEqual(normal(effectOf([one], before)));
        for (const part of rest) expect(named(one)).toEqual(expect.arrayContaining([...named(part)]));
        expect(leftOf(rest, before)).toBe(leftOf([one], before));
      }),
    );
  });

  test('touches nothing but what it is about', () => {
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        const after = effectOf([one], before);
        const others = (Object.keys(before) as (keyof Aspects)[]).filter(
          (name) => !touchedBy(one).includes(name),
        );
        expect(read(after, others)).toEqual(read(before, others));
      }),
    );
  });

  test('is not taken for done where nothing was read', () => {
    fc.assert(
      fc.property(write, (one) => {
        expect(unfinished([one], {})).toEqual([one]);
      }),
    );
  });

  test('never grows when it is narrowed, and is itself when nothing has changed', () => {
    fc.assert(
      fc.property(write, write, (one, fresh) => {
        const narrowed = narrowWrite(one, [fresh]);
        if (narrowed === null) return;
        const both = new Set([...named(one), ...named(fresh)]);
        expect(named(narrowed).filter((name) => !both.has(name))).toEqual([]);
        // Of two dates the later one stands, whichever of the two it is.
        if (one.kind === 'deprecation') return;
        expect(named(one)).toEqual(expect.arrayContaining([...named(narrowed)]));
      }),
    );
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        if (leftOf([one], before) === 0 || named(one).length === 0) return;
        expect(narrowWrite(one, [one])).toEqual(one);
      }),
    );
  });

  test('is narrowed by writes of its own kind only', () => {
    fc.assert(
      fc.property(write, fc.constantFrom(...KINDS.filter((other) => other !== kind)), (one, other) => {
        fc.assert(
          fc.property(writeOf[other], (foreign) => {
            expect(narrowWrite(one, [foreign])).toBeNull();
          }),
          { numRuns: 3 },
        );
      }),
      { numRuns: 10 },
    );
  });
});

describe.each(UNDOABLE)('the inverse of a write of kind %s', (kind) => {
  const write = writeOf[kind];

  test('gives back what was before', () => {
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        if (one.kind === 'registration' && one.keptDays === null) return;
        const after = effectOf([one], before);
        const back = effectOf(invertWrites([one], before, after), after);
        // Of an image that was gone only what a restored one is asked for: AWS brings back the rest by itself.
        const of: readonly (keyof Aspects)[] =
          one.kind === 'registration' ? ['state', 'launchPermission', 'tags'] : touchedBy(one);
        expect(normal(read({ tags: {}, ...back }, of))).toEqual(normal(read(before, of)));
      }),
    );
  });

  test('is nothing where the write changed nothing', () => {
    fc.assert(
      fc.property(write, aspects, (one, before) => {
        const after = effectOf([one], before);
        if (JSON.stringify(normal(after)) !== JSON.stringify(normal(before))) return;
        expect(invertWrites([one], before, after)).toEqual([]);
      }),
    );
  });

  test('leaves alone what somebody else changed between the two readings', () => {
    fc.assert(
      fc.property(write, aspects, aspects, (one, before, other) => {
        if (one.kind === 'registration') return;
        // What was read after the write is anything at all: somebody else was busy.
        const after = effectOf([one], other);
        const inverse = invertWrites([one], before, after);
        const back = effectOf(inverse, after);
        // Undone is at most what we did: whatever of the inverse is sent, was so before, or is our own effect gone.
        for (const part of inverse) {
          if (part.kind !== 'launch-permission' && part.kind !== 'snapshot-permission') continue;
          const ours = new Set(named(one));
          for (const name of named(part)) {
            expect(
              ours.has(
                name.startsWith('add') ? name.replace('add', 'remove') : name.replace('remove', 'add'),
              ) || one.kind === 'availability',
            ).toBe(true);
          }
        }
        expect(leftOf(inverse, back)).toBe(0);
      }),
    );
  });
});

test('what goes for good is not said to be undoable', () => {
  fc.assert(
    fc.property(aspects, (before) => {
      const gone: Write = { kind: 'registration', to: 'deregistered', keptDays: null };
      expect(invertWrites([gone], before, effectOf([gone], before))).toEqual([]);
    }),
  );
});

test.each([
  [{ kind: 'quota-request', quota: 'amis', to: 100_000 }],
  [{ kind: 'usage-report', since: '2026-11-20T00:00:00.000Z' }],
] as const)('nothing takes back %j', (write) => {
  fc.assert(
    fc.property(aspects, (before) => {
      expect(invertWrites([write], before, effectOf([write], before))).toEqual([]);
    }),
  );
});

describe('several writes', () => {
  test('are undone as a whole, the last first', () => {
    const kinds = UNDOABLE.filter((kind) => kind !== 'registration');
    const several = fc
      .uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 4 })
      .chain((some) => fc.tuple(...some.map((kind) => writeOf[kind])));
    fc.assert(
      fc.property(several, aspects, (writes, given) => {
        // Disabling drops grants: together with a change of grants the two readings do not tell whose was whose.
        const touches = writes.flatMap(touchedBy);
        if (new Set(touches).size < touches.length) return;
        const after = effectOf(writes, given);
        expect(normal(effectOf(invertWrites(writes, given, after), after))).toEqual(normal(given));
      }),
    );
  });
});
