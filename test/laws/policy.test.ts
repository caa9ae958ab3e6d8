import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../lib/model/finding.ts';
import { ImageId } from '../../lib/model/ids.ts';
import type { Fact, SubjectState } from '../../lib/model/image.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { subjectKind, type SubjectKind } from '../../lib/model/subject.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { factsFor } from '../../lib/policy/facts-for.ts';
import { ALL, compile, input } from './policy-inputs.ts';
import { policy } from './random-policy.ts';
import { SUBJECT_FACTS } from '../../lib/model/subject-facts.ts';
import { FAULT, isDead, known, state, stateOf, withDatum } from './random-state.ts';

const KINDS: readonly SubjectKind[] = ['image', 'instance', 'account-region'];

/** What a rule cannot be judged without, whatever its parameters. */
const READS: Readonly<Record<string, readonly Fact[]>> = {
  'public-sharing': ['launchPermission'],
  sharing: ['launchPermission'],
  'snapshot-sharing': ['image', 'snapshotSharing'],
  export: ['exports'],
  encryption: ['image', 'snapshots'],
  'required-tags': ['image'],
  naming: ['image'],
  'image-shape': ['image'],
  age: ['image'],
  provenance: ['image'],
  launch: ['instance', 'image'],
};

const verdictsOf = (seen: SubjectState, bundle: PolicyBundle): ReadonlyMap<string, Verdict['verdict']> =>
  new Map(
    evaluate(input({ state: seen, policy: bundle })).verdicts.map(({ rule, verdict }) => [rule, verdict]),
  );

const shuffler =
  (ranks: readonly number[]) =>
  <T>(list: readonly T[]): readonly T[] =>
    list
      .map((item, index) => ({ item, rank: ranks[index] ?? 0 }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ item }) => item);

/** The same state, its lists in another order; an ancestry is one by itself. */
const inAnotherOrder = (seen: SubjectState, ranks: readonly number[]): SubjectState => {
  const shuffled = shuffler(ranks);
  const copy = Object.fromEntries(
    Object.entries(structuredClone(seen)).map(([name, part]) => {
      if (typeof part !== 'object' || !('kind' in part) || part.kind !== 'known') return [name, part];
      return [name, Array.isArray(part.value) ? { ...part, value: shuffled<unknown>(part.value) } : part];
    }),
  ) as unknown as SubjectState;
  const { image } = copy;
  if (image?.kind !== 'known') return copy;
  const { devices, watermarks } = image.value;
  return withDatum(copy, 'image', {
    kind: 'known',
    value: { ...image.value, devices: shuffled(devices), watermarks: shuffled(watermarks) },
  });
};

describe('the laws of evaluate', () => {
  it('gives the same answer for the same question, in whatever order AWS lists it', () => {
    fc.assert(
      fc.property(
        policy,
        state,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (bundle, seen, ranks) => {
          const [one, other] = [seen, inAnotherOrder(seen, ranks)].map((each) => {
            const { verdicts, findings } = evaluate(input({ state: each, policy: bundle }));
            // An expression may stop at the first datum that it misses: which one it names is the order's to say.
            return {
              words: verdicts.map(({ verdict }) => verdict),
              verdicts: verdicts.filter(({ rule }) => rule !== 'own-words'),
              findings: findings.filter(({ rule }) => rule !== 'own-words'),
            };
          });
          expect(other).toEqual(one);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('changes nothing that it is given', () => {
    fc.assert(
      fc.property(policy, state, (bundle, seen) => {
        const before = structuredClone({ bundle, seen });
        evaluate(input({ state: seen, policy: bundle }));
        expect({ bundle, seen }).toEqual(before);
      }),
    );
  });

  it('treats a subject alike whatever was judged before it', () => {
    fc.assert(
      fc.property(policy, state, fc.array(state, { maxLength: 5 }), (bundle, seen, others) => {
        const alone = evaluate(input({ state: seen, policy: structuredClone(bundle) }));
        for (const other of others) evaluate(input({ state: other, policy: bundle }));
        expect(evaluate(input({ state: seen, policy: bundle }))).toEqual(alone);
      }),
    );
  });

  it('treats two images of the same facts alike', () => {
    const bare = compile(
      'version: 1\nrules: { public-sharing: {}, sharing: { allow: { orgs: [self] } }, encryption: {}, snapshot-sharing: {} }',
    );
    fc.assert(
      fc.property(stateOf('image'), (seen) => {
        const twin = { ...seen, ref: { ...seen.ref, image: ImageId.parse('ami-0eeeeeeeeeeeeeeee') } };
        const [one, two] = [seen, twin].map((each) => evaluate(input({ state: each, policy: bare })));
        expect(two?.verdicts).toEqual(one?.verdicts);
        expect(two?.findings.map(({ detail, reason }) => ({ detail, reason }))).toEqual(
          one?.findings.map(({ detail, reason }) => ({ detail, reason })),
        );
      }),
    );
  });

  it('judges by a rule only subjects of its kind', () => {
    const judged = { instance: ['launch'], 'account-region': ['guardrails', 'quota'] } as const;
    fc.assert(
      fc.property(policy, fc.constantFrom('instance', 'account-region'), fc.nat(), (bundle, kind, seed) => {
        const [seen] = fc.sample(stateOf(kind), { seed, numRuns: 1 });
        if (seen === undefined) throw new Error('no state');
        const { verdicts } = evaluate(input({ state: seen, policy: bundle }));
        expect(judged[kind]).toEqual(expect.arrayContaining(verdicts.map(({ rule }) => rule)));
      }),
    );
  });

  it('lets nothing pass, fail or be waived without the facts that it reads', () => {
    fc.assert(
      fc.property(policy, fc.oneof(stateOf('image', 40), stateOf('instance', 40)), (bundle, seen) => {
        for (const [rule, verdict] of verdictsOf(seen, bundle)) {
          const isBlind = (READS[rule] ?? []).some((fact) => seen[fact]?.kind === 'fault');
          if (isBlind) expect(['error', 'skip']).toContain(verdict);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives error for whatever turns on a fact that cannot be had', () => {
    const question = fc
      .constantFrom(...KINDS)
      .chain((kind) =>
        fc
          .constantFrom(...SUBJECT_FACTS[kind])
          .chain((fact) => fc.tuple(fc.constant(fact), stateOf(kind, 3), known(fact), known(fact))),
      );
    fc.assert(
      fc.property(policy, question, (bundle, [fact, seen, one, other]) => {
        const [first, second] = [withDatum(seen, fact, one), withDatum(seen, fact, other)];
        // That nobody can launch it is seen only where the image is read.
        fc.pre(!isDead(first) && !isDead(second));
        const [some, others] = [verdictsOf(first, bundle), verdictsOf(second, bundle)];
        for (const [rule, verdict] of verdictsOf(withDatum(seen, fact, FAULT), bundle)) {
          if (some.get(rule) !== others.get(rule)) expect([rule, verdict]).toEqual([rule, 'error']);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has a finding behind every verdict that tells one, and none behind the others', () => {
    fc.assert(
      fc.property(policy, state, (bundle, seen) => {
        const { verdicts, findings } = evaluate(input({ state: seen, policy: bundle }));
        for (const { rule, verdict, until } of verdicts) {
          const own = findings.filter((finding) => finding.rule === rule);
          const unreadable = own.some(({ detail }) => detail.kind === 'unreadable');
          if (verdict === 'pass' || verdict === 'skip') expect(own).toEqual([]);
          else if (verdict === 'error') expect(unreadable).toBe(true);
          else expect(unreadable).toBe(false);
          if (verdict === 'waived') expect(own.every(({ waiver }) => waiver !== null)).toBe(true);
          if (verdict === 'fail')
            expect(own.some(({ waiver, graceUntil }) => waiver === null && graceUntil === null)).toBe(true);
          if (verdict === 'pending' && own.length > 0) expect(until).not.toBeNull();
          for (const { detail, remediation } of own) {
            if (detail.kind === 'unreadable') expect(remediation).toBeNull();
          }
        }
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      }),
      { numRuns: 300 },
    );
  });

  it('needs no more than factsFor names, and answers as if it had all', () => {
    fc.assert(
      fc.property(policy, state, fc.subarray([...ALL]), (bundle, seen, touched) => {
        const { account, region } = seen.ref;
        const needed = factsFor(bundle, touched, account, region, subjectKind(seen.ref));
        // The state of a dead image shows only to those who read it.
        fc.pre(needed.includes('image') || !isDead(seen));
        const little: SubjectState = {
          ref: seen.ref,
          observedAt: seen.observedAt,
          ...Object.fromEntries(needed.map((fact) => [fact, seen[fact] ?? { kind: 'unread' }])),
        };
        const [narrow, wide] = [little, seen].map((each) =>
          evaluate(input({ state: each, policy: bundle, touched })),
        );
        // What is skipped was not looked at, and so neither was what an override would change of it.
        const judged = (verdicts: readonly Verdict[] = []) =>
          verdicts.filter(({ verdict }) => verdict !== 'skip');
        expect(judged(narrow?.verdicts)).toEqual(judged(wide?.verdicts));
        expect(narrow?.findings.map(({ id }) => id)).toEqual(wide?.findings.map(({ id }) => id));
        if (needed.length === 0) expect(judged(wide?.verdicts)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
