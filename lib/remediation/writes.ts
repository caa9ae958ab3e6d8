import type { AnyFact } from '../model/image.ts';
import type { Aspects, Write } from '../model/plan.ts';
import { availability } from './writes/availability.ts';
import { copy } from './writes/copy.ts';
import { copyPermission } from './writes/copy-permission.ts';
import { copyRemoval } from './writes/copy-removal.ts';
import { deprecation } from './writes/deprecation.ts';
import { guardrail } from './writes/guardrail.ts';
import { launchPermission } from './writes/launch-permission.ts';
import { quotaRequest } from './writes/quota-request.ts';
import { registration } from './writes/registration.ts';
import { snapshotPermission } from './writes/snapshot-permission.ts';
import { tags } from './writes/tags.ts';
import { usageReport } from './writes/usage-report.ts';
import type { WriteKind, WriteKindName } from './writes/write-kind.ts';

const KINDS: { readonly [Kind in WriteKindName]: WriteKind<Kind> } = {
  'launch-permission': launchPermission,
  'snapshot-permission': snapshotPermission,
  tags,
  deprecation,
  availability,
  registration,
  'usage-report': usageReport,
  guardrail,
  'quota-request': quotaRequest,
  copy,
  'copy-permission': copyPermission,
  'copy-removal': copyRemoval,
};

/** The algebra of a write's kind. */
export const kindOf = <Kind extends WriteKindName>(kind: Kind): WriteKind<Kind> => KINDS[kind];

// The kind of a union's member and its write belong together; TypeScript cannot see that they do.
const algebra = (write: Write): WriteKind<WriteKindName> =>
  KINDS[write.kind] as unknown as WriteKind<WriteKindName>;

/** What must be read before these writes are sent, and after. */
export const readsOf = (writes: readonly Write[]): readonly AnyFact[] => [
  ...new Set(writes.flatMap((write) => algebra(write).reads(write))),
];

/** The parts of these writes that are not so: what is left to be sent. */
export const unfinished = (writes: readonly Write[], now: Aspects): readonly Write[] =>
  writes.flatMap((write) => algebra(write).rest(write, now) ?? []);

/** How much of these writes is not so, in principals, tags or settings; 0 when all of it is. */
export const leftOf = (writes: readonly Write[], now: Aspects): number =>
  unfinished(writes, now).reduce((sum, write) => sum + sizeOf(write), 0);

const sizeOf = (write: Write): number => {
  switch (write.kind) {
    case 'launch-permission':
    case 'snapshot-permission':
    case 'copy-permission':
      return write.add.length + write.remove.length;
    case 'tags':
      return Object.keys(write.set).length + Object.keys(write.remove).length;
    case 'deprecation':
    case 'availability':
    case 'registration':
    case 'usage-report':
    case 'guardrail':
    case 'quota-request':
    case 'copy':
    case 'copy-removal':
      return 1;
  }
};

/** What is expected to be so once these writes were sent. */
export const effectOf = (writes: readonly Write[], before: Aspects): Aspects =>
  writes.reduce((aspects, write) => algebra(write).effect(write, aspects), before);

/** What takes these writes back, the last first. */
export const invertWrites = (writes: readonly Write[], before: Aspects, after: Aspects): readonly Write[] =>
  writes.toReversed().flatMap((write) => algebra(write).invert(write, before, after));

/** The part of a write that some of these call for as well; null when none does. */
export const narrowWrite = (write: Write, fresh: readonly Write[]): Write | null => {
  for (const other of fresh) {
    if (other.kind !== write.kind) continue;
    const narrowed = algebra(write).narrow(write, other);
    if (narrowed !== null) return narrowed;
  }
  return null;
};
