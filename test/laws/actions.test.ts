import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingDetail } from '../../lib/model/finding.ts';
import type { ActionName } from '../../lib/model/words.ts';
import type { SubjectState } from '../../lib/model/image.ts';
import type { Aspects, Write } from '../../lib/model/plan.ts';
import { principalKey } from '../../lib/model/principal.ts';
import type { ActionDefinition } from '../../lib/remediation/actions/action-definition.ts';
import { aspectsOf } from '../../lib/remediation/aspects.ts';
import { findingHolds } from '../../lib/remediation/finding-holds.ts';
import { ACTIONS } from '../../lib/remediation/registry.ts';
import { effectOf, readsOf, unfinished } from '../../lib/remediation/writes.ts';
import { findingOf } from '../unit/remediation/samples.ts';
import { stateOf } from './random-state.ts';

const NOW = new Date('2026-09-01T12:00:00.000Z');

const NAMES = Object.keys(ACTIONS) as ActionName[];
const definitionOf = (name: ActionName): ActionDefinition => {
  const definition = ACTIONS[name];
  if (definition === undefined) throw new Error(name);
  return definition;
};

const known = <T>(datum: { readonly kind: string; readonly value?: T } | undefined): T | null =>
  datum?.kind === 'known' ? (datum.value ?? null) : null;

/** Everything that may fail of a subject in this state, each with what is there. */
const detailsOf = (state: SubjectState): readonly FindingDetail[] => {
  const image = known(state.image);
  const managed = (datum: SubjectState['imageBlockPublicAccess']): boolean =>
    known(datum)?.managedBy === 'declarative-policy';
  return [
    ...(known(state.launchPermission) ?? []).map((principal) => ({ kind: 'principal', principal }) as const),
    ...(known(state.snapshotSharing) ?? []).flatMap(({ snapshot, principals }) =>
      principals
        .filter(({ kind }) => kind === 'public' || kind === 'account')
        .map((principal) => ({ kind: 'snapshot-principal', snapshot, principal }) as const),
    ),
    ...['Owner', 'Stage', 'CostCenter'].map(
      (tag) => ({ kind: 'tag', tag, value: image?.tags[tag] ?? null }) as const,
    ),
    { kind: 'attribute', attribute: 'age', value: image?.createdAt ?? null },
    {
      kind: 'attribute',
      attribute: 'deprecation',
      value: image?.deprecatedAt ?? null,
      by: '2026-12-01T00:00:00.000Z',
    },
    {
      kind: 'guardrail',
      guardrail: 'image-block-public-access',
      value: known(state.imageBlockPublicAccess)?.state ?? '',
      managed: managed(state.imageBlockPublicAccess),
    },
    {
      kind: 'guardrail',
      guardrail: 'snapshot-block-public-access',
      value: known(state.snapshotBlockPublicAccess)?.state ?? '',
      managed: managed(state.snapshotBlockPublicAccess),
      wanted: 'block-all-sharing',
    },
    { kind: 'quota', quota: 'ami-shares', level: 'warn', used: 9, limit: 10 },
  ];
};

const caseOf = (name: ActionName) =>
  fc
    .constantFrom(...definitionOf(name).subjects)
    .chain((kind) => stateOf(kind, 0))
    .chain((state) => fc.tuple(fc.constant(state), fc.subarray([...detailsOf(state)])));

const planOf = (name: ActionName, state: SubjectState, details: readonly FindingDetail[]): readonly Write[] =>
  definitionOf(name).plan(
    details.map((detail) => findingOf(detail)),
    {
      state,
      setting: {
        action: name,
        limitPerHour: null,
        approval: 'auto',
        options: { tags: { Owner: '{creator}', Stage: 'dev' } },
      },
      creator: 'alice',
      now: NOW,
    },
  );

/** What stands in the findings, in the words of the writes that may be made of it. */
const asked = (details: readonly FindingDetail[]): ReadonlySet<string> =>
  new Set(
    details.map((detail) => {
      switch (detail.kind) {
        case 'principal':
          return `grant ${principalKey(detail.principal)}`;
        case 'snapshot-principal':
          return `share ${detail.snapshot} ${principalKey(detail.principal)}`;
        case 'tag':
          return `tag ${detail.tag}`;
        case 'guardrail':
          return `rail ${detail.guardrail.replaceAll('-', '').toLowerCase()}`;
        case 'quota':
          return `quota ${detail.quota}`;
        case 'assertion':
        case 'attribute':
        case 'device':
        case 'export':
        case 'launch':
        case 'unreadable':
          return 'the image';
      }
    }),
  );

const touched = (write: Write): readonly string[] => {
  switch (write.kind) {
    case 'launch-permission':
      return [
        ...write.add.map(() => 'a grant given'),
        ...write.remove.map((one) => `grant ${principalKey(one)}`),
      ];
    case 'snapshot-permission':
      return [
        ...write.add.map(() => 'a share given'),
        ...write.remove.map((one) => `share ${write.snapshot} ${principalKey(one)}`),
      ];
    case 'tags':
      return [
        ...Object.keys(write.set).map((tag) => `tag ${tag}`),
        ...Object.keys(write.remove).map(() => 'a tag removed'),
      ];
    case 'guardrail':
      return [`rail ${write.guardrail.toLowerCase()}`];
    case 'quota-request':
      return [`quota ${write.quota}`];
    case 'copy-permission':
      return [...write.add.map(() => 'a grant given'), ...write.remove.map(() => 'a grant taken')];
    case 'copy':
    case 'copy-removal':
    case 'usage-report':
    case 'deprecation':
    case 'availability':
    case 'registration':
      return [];
  }
};

/** A state as it would be read after these aspects came to be. */
const afterOf = (state: SubjectState, aspects: Aspects): SubjectState => {
  const image = known(state.image);
  const { guardrails = {} } = aspects;
  return {
    ...state,
    ...(aspects.launchPermission && { launchPermission: { kind: 'known', value: aspects.launchPermission } }),
    ...(aspects.snapshotSharing && { snapshotSharing: { kind: 'known', value: aspects.snapshotSharing } }),
    ...(image !== null && {
      image: {
        kind: 'known',
        value: {
          ...image,
          tags: aspects.tags ?? image.tags,
          deprecatedAt: aspects.deprecatedAt === undefined ? image.deprecatedAt : aspects.deprecatedAt,
          state:
            aspects.state === 'disabled'
              ? 'disabled'
              : aspects.state === 'gone'
                ? 'deregistered'
                : image.state,
        },
      },
    }),
    ...Object.fromEntries(
      Object.entries(guardrails).map(([name, to]) => [
        name,
        {
          kind: 'known',
          value:
            name === 'ebsEncryption' ? { enabled: to === 'enabled' } : { state: to, managedBy: 'account' },
        },
      ]),
    ),
  };
};

describe.each(NAMES)('%s', (name) => {
  test('touches nothing that stands in no finding, and never the same thing twice', () => {
    fc.assert(
      fc.property(caseOf(name), ([state, details]) => {
        const all = planOf(name, state, details).flatMap(touched);
        const found = asked(details);
        expect(all.filter((one) => !found.has(one))).toEqual([]);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('plans the same for the same findings in any order', () => {
    fc.assert(
      fc.property(caseOf(name), fc.nat(), ([state, details], seed) => {
        const cut = details.length === 0 ? 0 : seed % details.length;
        const turned = [...details.slice(cut), ...details.slice(0, cut)];
        expect(planOf(name, state, turned)).toEqual(planOf(name, state, details));
      }),
    );
  });

  test('plans only kinds of writes that it declares', () => {
    fc.assert(
      fc.property(caseOf(name), ([state, details]) => {
        const kinds = planOf(name, state, details).map(({ kind }) => kind);
        expect(kinds.filter((kind) => !definitionOf(name).writes.includes(kind))).toEqual([]);
      }),
    );
  });

  test('converges: once it is done, what is still so has nothing more sent', () => {
    fc.assert(
      fc.property(caseOf(name), ([given, details]) => {
        const state: SubjectState = {
          ...given,
          quotaRequests: { kind: 'known', value: [{ quota: 'ami-shares', limit: 10, asked: null }] },
        };
        const writes = planOf(name, state, details);
        const read = aspectsOf(state, readsOf(writes));
        if (read.kind === 'unknown') throw new Error(read.fact);
        const effect = effectOf(writes, read.aspects);
        const still = details.filter((detail) => findingHolds(detail, effect, writes) !== false);
        const again = planOf(name, afterOf(state, effect), still);
        const after = aspectsOf(afterOf(state, effect), readsOf(again));
        if (after.kind === 'unknown') throw new Error(after.fact);
        expect(unfinished(again, { ...after.aspects, ...effect })).toEqual([]);
      }),
    );
  });
});
