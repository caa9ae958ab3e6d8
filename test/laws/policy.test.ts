import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageId } from '../../lib/model/ids.ts';
import type { Fact, ImageState } from '../../lib/model/image.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { factsFor } from '../../lib/policy/facts-for.ts';
import { ALL, compile, input, policy, state } from './policy-inputs.ts';

const READS: Readonly<Record<string, readonly Fact[]>> = {
  'public-sharing': ['launchPermission'],
  sharing: ['launchPermission'],
  encryption: ['image', 'snapshots'],
  'required-tags': ['image'],
};

describe('the laws of evaluate', () => {
  it('gives the same answer for the same question, in whatever order AWS lists it', () => {
    fc.assert(
      fc.property(
        policy,
        state,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (bundle, seen, ranks) => {
          const shuffled = <T>(list: readonly T[]): readonly T[] =>
            list
              .map((item, index) => ({ item, rank: ranks[index] ?? 0 }))
              .toSorted((a, b) => a.rank - b.rank)
              .map(({ item }) => item);
          const other = structuredClone(seen);
          const { image, launchPermission: permission, snapshots } = other;
          const again: ImageState = {
            ...other,
            image:
              image.kind === 'known'
                ? { ...image, value: { ...image.value, devices: shuffled(image.value.devices) } }
                : image,
            launchPermission:
              permission.kind === 'known' ? { ...permission, value: shuffled(permission.value) } : permission,
            snapshots:
              snapshots.kind === 'known' ? { ...snapshots, value: shuffled(snapshots.value) } : snapshots,
          };
          expect(evaluate(input({ state: again, policy: bundle }))).toEqual(
            evaluate(input({ state: seen, policy: bundle })),
          );
        },
      ),
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

  it('treats an image alike whatever was judged before it', () => {
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
      'version: 1\nrules: { public-sharing: {}, sharing: { allow: { orgs: [self] } }, encryption: {} }',
    );
    fc.assert(
      fc.property(state, (seen) => {
        const twin = { ...seen, ref: { ...seen.ref, image: ImageId.parse('ami-0aaaaaaaaaaaaaaaa') } };
        const [one, two] = [seen, twin].map((each) => evaluate(input({ state: each, policy: bare })));
        expect(two?.verdicts).toEqual(one?.verdicts);
        expect(two?.findings.map(({ detail, reason }) => ({ detail, reason }))).toEqual(
          one?.findings.map(({ detail, reason }) => ({ detail, reason })),
        );
      }),
    );
  });

  it('lets nothing pass that could not be read', () => {
    fc.assert(
      fc.property(policy, state, (bundle, seen) => {
        const { verdicts } = evaluate(input({ state: seen, policy: bundle }));
        const dead = seen.image.kind === 'known' && seen.image.value.state === 'failed';
        for (const { rule, verdict } of verdicts) {
          const blind = (READS[rule] ?? []).some((fact) => seen[fact].kind === 'fault');
          if (blind)
            expect([verdict, dead]).toBeOneOf([
              ['error', false],
              ['error', true],
              ['skip', dead],
              ['skip', false],
            ]);
          if (blind && verdict === 'skip' && !dead) {
            const modes = [bundle.rules, bundle.overrides.flatMap((override) => override.rules)]
              .flatMap((rules) => rules.filter(({ id }) => id === rule).map(({ mode }) => mode))
              .filter((mode) => mode !== undefined);
            expect(modes).toContain('off');
          }
        }
      }),
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
        }
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      }),
    );
  });

  it('needs no more than factsFor names, and answers as if it had all', () => {
    fc.assert(
      fc.property(policy, state, fc.subarray([...ALL]), (bundle, seen, touched) => {
        const needed = factsFor(bundle, touched, seen.ref.account, seen.ref.region);
        // The state of a dead image shows only to those who read it.
        fc.pre(
          needed.includes('image') || seen.image.kind !== 'known' || seen.image.value.state !== 'failed',
        );
        const unread = { kind: 'unread' } as const;
        const little: ImageState = {
          ...seen,
          image: needed.includes('image') ? seen.image : unread,
          launchPermission: needed.includes('launchPermission') ? seen.launchPermission : unread,
          snapshots: needed.includes('snapshots') ? seen.snapshots : unread,
        };
        const [narrow, wide] = [little, seen].map((each) =>
          evaluate(input({ state: each, policy: bundle, touched })),
        );
        expect(narrow?.verdicts).toEqual(wide?.verdicts);
        expect(narrow?.findings.map(({ id }) => id)).toEqual(wide?.findings.map(({ id }) => id));
      }),
    );
  });
});
