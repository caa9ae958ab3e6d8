import type { KeyAliases } from '../../model/facts.ts';
import type { ImageId } from '../../model/ids.ts';
import type { Datum, SnapshotFacts } from '../../model/image.ts';
import type { PlaceReader } from '../../ports/estate-reader.ts';
import type { Beside } from './seen-state.ts';
import { asGap } from './tally.ts';

type DatumFault = Extract<Datum<never>, { kind: 'fault' }>;

/** What is read of many images at once, or once for the place, and kept by nobody. */
export interface Surroundings {
  /** Of each of these images what the rules read beside it. Never rejects with a `Fault`: that stands in the data. */
  of(
    images: readonly { readonly image: ImageId; readonly snapshots: Datum<readonly SnapshotFacts[]> }[],
  ): Promise<ReadonlyMap<ImageId, Beside>>;
}

/** Reads only what is wanted, each thing of the place once. */
export const readSurroundings = (
  reader: PlaceReader,
  wants: (fact: 'exports' | 'keyAliases' | 'shareQuota') => boolean,
): Surroundings => {
  const aliases = new Map<string, Promise<Datum<KeyAliases>>>();
  let exports: ReturnType<typeof readExports> | undefined;
  let quota: Promise<Datum<number>> | undefined;

  const readExports = (): Promise<Awaited<ReturnType<PlaceReader['exports']>> | DatumFault> =>
    reader.exports().catch(datumFault);

  const aliasesOf = async (
    snapshots: Datum<readonly SnapshotFacts[]>,
  ): Promise<Datum<readonly KeyAliases[]>> => {
    if (snapshots.kind !== 'known') return snapshots;
    const keys = [...new Set(snapshots.value.flatMap(({ kmsKey }) => kmsKey ?? []))];
    const read: KeyAliases[] = [];
    for (const key of keys) {
      const one = aliases.get(key) ?? reader.keyAliases(key);
      aliases.set(key, one);
      const datum = await one;
      if (datum.kind !== 'known') return datum;
      read.push(datum.value);
    }
    return { kind: 'known', value: read };
  };

  return {
    of: async (images) => {
      if (wants('exports')) exports ??= readExports();
      if (wants('shareQuota')) quota ??= reader.shareQuota();
      const [tasks, shareQuota] = [await exports, await quota];
      const beside = new Map<ImageId, Beside>();
      for (const { image, snapshots } of images) {
        beside.set(image, {
          ...(tasks !== undefined && {
            exports: 'kind' in tasks ? tasks : { kind: 'known', value: tasks.get(image) ?? [] },
          }),
          ...(shareQuota !== undefined && { shareQuota }),
          ...(wants('keyAliases') && { keyAliases: await aliasesOf(snapshots) }),
        });
      }
      return beside;
    },
  };
};

/** What was thrown, as the datum that was not to be had. */
export const datumFault = (thrown: unknown): DatumFault => {
  const { operation, code, message, retryable } = asGap(thrown);
  return { kind: 'fault', operation, code, message, retryable };
};
