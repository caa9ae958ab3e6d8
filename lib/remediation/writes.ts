import type { Fact, SubjectState } from '../model/image.ts';
import type { Aspects, Write } from '../model/plan.ts';
import { availability } from './writes/availability.ts';
import { deprecation } from './writes/deprecation.ts';
import { guardrail } from './writes/guardrail.ts';
import { launchPermission } from './writes/launch-permission.ts';
import { registration } from './writes/registration.ts';
import { snapshotPermission } from './writes/snapshot-permission.ts';
import { tags } from './writes/tags.ts';
import type { WriteKind, WriteKindName } from './writes/write-kind.ts';

const KINDS: { readonly [Kind in WriteKindName]: WriteKind<Kind> } = {
  'launch-permission': launchPermission,
  'snapshot-permission': snapshotPermission,
  tags,
  deprecation,
  availability,
  registration,
  guardrail,
};

/** The algebra of a write's kind. */
export const kindOf = <Kind extends WriteKindName>(kind: Kind): WriteKind<Kind> => KINDS[kind];

// The kind of a union's member and its write belong together; TypeScript cannot see that they do.
const algebra = (write: Write): WriteKind<WriteKindName> => KINDS[write.kind] as unknown as WriteKind<WriteKindName>;

/** What must be read before these writes are sent, and after. */
export const readsOf = (writes: readonly Write[]): readonly Fact[] => [
  ...new Set(writes.flatMap((write) => algebra(write).reads(write))),
];

/** How much of these writes is not so; 0 when all of it is. */
export const leftOf = (writes: readonly Write[], now: Aspects): number =>
  writes.reduce((sum, write) => sum + algebra(write).left(write, now), 0);

/** The writes of which something is left to do. */
export const unfinished = (writes: readonly Write[], now: Aspects): readonly Write[] =>
  writes.filter((write) => algebra(write).left(write, now) > 0);

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

/** What these facts tell of a subject's aspects, or the first of them that is not known. */
export const aspectsOf = (
  state: SubjectState,
  facts: readonly Fact[],
): { readonly kind: 'known'; readonly aspects: Aspects } | { readonly kind: 'unknown'; readonly fact: Fact } => {
  let aspects: Aspects = {};
  for (const fact of facts) {
    if (state[fact]?.kind !== 'known') return { kind: 'unknown', fact };
    aspects = { ...aspects, ...aspectOf(state, fact), guardrails: railsOf(aspects, state, fact) };
  }
  const { guardrails, ...rest } = aspects;
  return { kind: 'known', aspects: Object.keys(guardrails ?? {}).length === 0 ? rest : aspects };
};

const aspectOf = ({ launchPermission: grants, snapshotSharing, image }: SubjectState, fact: Fact): Aspects => {
  if (fact === 'launchPermission' && grants?.kind === 'known') return { launchPermission: grants.value };
  if (fact === 'snapshotSharing' && snapshotSharing?.kind === 'known') {
    return { snapshotSharing: snapshotSharing.value };
  }
  if (fact !== 'image' || image?.kind !== 'known') return {};
  const { tags: all, deprecatedAt, state } = image.value;
  return { tags: all, deprecatedAt, state };
};

const railsOf = ({ guardrails = {} }: Aspects, state: SubjectState, fact: Fact): NonNullable<Aspects['guardrails']> => {
  if (fact === 'ebsEncryption' && state.ebsEncryption?.kind === 'known') {
    return { ...guardrails, ebsEncryption: state.ebsEncryption.value.enabled ? 'enabled' : 'disabled' };
  }
  if (fact !== 'imageBlockPublicAccess' && fact !== 'snapshotBlockPublicAccess') return guardrails;
  const datum = state[fact];
  return datum?.kind === 'known' ? { ...guardrails, [fact]: datum.value.state } : guardrails;
};
