import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SnapshotId } from '../../lib/model/ids.ts';
import type { AnyFact, SubjectState } from '../../lib/model/image.ts';
import type { Aspects, Write } from '../../lib/model/plan.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { isImage, type AccountRegion, type ImageRef } from '../../lib/model/subject.ts';
import type { ImageReader } from '../../lib/ports/images.ts';
import type { Writer } from '../../lib/ports/writer.ts';
import { aspectsOf } from '../../lib/remediation/aspects.ts';
import { effectOf, invertWrites, leftOf, readsOf, unfinished } from '../../lib/remediation/writes.ts';
import { everybody, organization, partner, sibling, unit } from './principals.ts';

/** An EC2 that answers by its own rules, the adapters on it, and images to write to. */
export interface WrittenWorld {
  readonly reader: Pick<ImageReader, 'observe' | 'observeAccountRegion'>;
  readonly writer: Writer;
  /** Makes an available image, private, with the tag `owner=team` and at least one snapshot of its own account. */
  readonly makeImage: (name: string) => Promise<ImageRef>;
  readonly place: AccountRegion;
  readonly close: () => Promise<void>;
}

const grant = (...add: readonly Principal[]): Write => ({ kind: 'launch-permission', add, remove: [] });

interface Case {
  readonly name: string;
  /** What the image is brought to first. */
  readonly given: readonly Write[];
  readonly writes: readonly Write[];
}

const far = (days: number): string =>
  new Date(Math.ceil((Date.now() + days * 86_400_000) / 60_000) * 60_000).toISOString();

/** What is done to an image. `snapshot`: one that is behind it. */
const casesOf = (snapshot: SnapshotId): readonly Case[] => [
  {
    name: 'shares of all four kinds, given and taken',
    given: [grant(everybody, sibling, organization)],
    writes: [{ kind: 'launch-permission', add: [partner, unit], remove: [everybody, organization] }],
  },
  {
    name: 'shares of a snapshot',
    given: [{ kind: 'snapshot-permission', snapshot, add: [everybody, sibling], remove: [] }],
    writes: [{ kind: 'snapshot-permission', snapshot, add: [partner], remove: [everybody] }],
  },
  {
    name: 'tags',
    given: [{ kind: 'tags', set: { stage: 'dev' }, remove: {} }],
    writes: [{ kind: 'tags', set: { 'Cost Center': '47:11', stage: 'prod' }, remove: {} }],
  },
  {
    name: 'tags with their values, taken away',
    given: [{ kind: 'tags', set: { stage: 'dev', other: 'yes' }, remove: {} }],
    writes: [{ kind: 'tags', set: {}, remove: { stage: 'prod', other: 'yes' } }],
  },
  { name: 'a deprecation date', given: [], writes: [{ kind: 'deprecation', at: far(30) }] },
  {
    name: 'a nearer deprecation date',
    given: [{ kind: 'deprecation', at: far(60) }],
    writes: [{ kind: 'deprecation', at: far(30) }],
  },
  {
    name: 'availability, with all its shares',
    given: [grant(everybody, sibling, organization, unit)],
    writes: [{ kind: 'availability', to: 'disabled' }],
  },
  {
    name: 'registration, with shares and tags',
    given: [grant(everybody, partner, unit), { kind: 'tags', set: { stage: 'dev' }, remove: {} }],
    writes: [{ kind: 'registration', to: 'deregistered', keptDays: 7 }],
  },
  {
    name: 'registration of a disabled image',
    given: [{ kind: 'availability', to: 'disabled' }],
    writes: [{ kind: 'registration', to: 'deregistered', keptDays: 7 }],
  },
];

const RAILS: readonly (readonly [Extract<Write, { kind: 'guardrail' }>['guardrail'], string, string])[] = [
  ['imageBlockPublicAccess', 'unblocked', 'block-new-sharing'],
  ['snapshotBlockPublicAccess', 'unblocked', 'block-new-sharing'],
  ['snapshotBlockPublicAccess', 'block-new-sharing', 'block-all-sharing'],
  ['ebsEncryption', 'disabled', 'enabled'],
];

const said = (aspects: Aspects): unknown => ({
  ...aspects,
  ...(aspects.launchPermission && { launchPermission: aspects.launchPermission.map(principalKey).sort() }),
  ...(aspects.snapshotSharing && {
    snapshotSharing: aspects.snapshotSharing.map((share) => share.principals.map(principalKey).sort()),
  }),
  ...(typeof aspects.deprecatedAt === 'string' && { deprecatedAt: Date.parse(aspects.deprecatedAt) }),
});

/** What a Writer does, whatever plays EC2: what the algebra of writes says of it, and back again. `spared`: cases that the player cannot do. */
export const writesContract = (
  name: string,
  start: () => Promise<WrittenWorld>,
  spared: readonly string[] = [],
): void => {
  describe(`writes in ${name}`, () => {
    let world: WrittenWorld;
    beforeAll(async () => {
      world = await start();
    });
    afterAll(() => world.close());

    const stateOf = async (
      ref: ImageRef | AccountRegion,
      facts: readonly AnyFact[],
    ): Promise<SubjectState | null> => {
      if (!isImage(ref)) return world.reader.observeAccountRegion(ref, facts);
      const seen = await world.reader.observe(ref, facts);
      return seen.kind === 'gone' ? null : seen.state;
    };
    const read = async (ref: ImageRef | AccountRegion, writes: readonly Write[]): Promise<Aspects> => {
      const facts = readsOf(writes);
      const state = await stateOf(ref, facts);
      if (state === null) return { state: 'gone' };
      const found = aspectsOf(state, facts);
      if (found.kind === 'unknown') throw new Error(`${found.fact}: ${JSON.stringify(state[found.fact])}`);
      return found.aspects;
    };
    const send = async (ref: ImageRef | AccountRegion, writes: readonly Write[]): Promise<void> => {
      for (const write of writes) await world.writer.send(ref, write);
    };

    const cases = casesOf(SnapshotId.parse('snap-00000000')).map((one) => one.name);
    it.each(cases.filter((one) => !spared.includes(one)))('%s: as expected, and back', async (which) => {
      const ref = await world.makeImage(`written ${which.replaceAll(',', '')}`);
      const image = await stateOf(ref, ['image']);
      const devices = image?.image?.kind === 'known' ? image.image.value.devices : [];
      const [snapshot] = devices.flatMap((device) => (device.kind === 'ebs' ? (device.snapshot ?? []) : []));
      const one = casesOf(snapshot ?? SnapshotId.parse('snap-00000000')).find(
        (other) => other.name === which,
      );
      if (one === undefined) throw new Error(which);
      await send(ref, one.given);
      const before = await read(ref, one.writes);
      expect(leftOf(one.given, await read(ref, one.given))).toBe(0);

      await send(ref, unfinished(one.writes, before));
      const after = await read(ref, one.writes);
      expect(leftOf(one.writes, after)).toBe(0);
      expect(said(after)).toEqual(said(effectOf(one.writes, before)));
      // Asking twice does no harm.
      if (after.state !== 'gone') {
        await send(
          ref,
          one.writes.filter(({ kind }) => kind !== 'tags'),
        );
        expect(said(await read(ref, one.writes))).toEqual(said(after));
      }

      const inverse = invertWrites(one.writes, before, after);
      await send(ref, unfinished(inverse, after));
      expect(said(await read(ref, one.writes))).toEqual(said(before));
    });

    it.each(RAILS.filter(([rail]) => !spared.includes(rail)))(
      '%s from %s to %s: as expected, and back',
      async (guardrail, from, to) => {
        await send(world.place, [{ kind: 'guardrail', guardrail, to: from }]);
        const writes: readonly Write[] = [{ kind: 'guardrail', guardrail, to }];
        const before = await read(world.place, writes);
        expect(before).toEqual({ guardrails: { [guardrail]: from } });
        await send(world.place, writes);
        const after = await read(world.place, writes);
        expect(after).toEqual(effectOf(writes, before));
        await send(world.place, invertWrites(writes, before, after));
        expect(await read(world.place, writes)).toEqual(before);
      },
    );
  });
};
