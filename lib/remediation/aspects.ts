import type { AnyFact, SubjectState } from '../model/image.ts';
import type { Aspects } from '../model/plan.ts';

/** What these facts tell of a subject's aspects, or the first of them that is not known. */
export const aspectsOf = (
  state: SubjectState,
  facts: readonly AnyFact[],
):
  | { readonly kind: 'known'; readonly aspects: Aspects }
  | { readonly kind: 'unknown'; readonly fact: AnyFact } => {
  const unknown = facts.find((fact) => state[fact]?.kind !== 'known');
  if (unknown !== undefined) return { kind: 'unknown', fact: unknown };
  const guardrails = railsOf(state, facts);
  const parts = facts.map((fact) => aspectOf(state, fact));
  const aspects = parts.reduce<Aspects>((sum, part) => ({ ...sum, ...part }), {});
  return {
    kind: 'known',
    aspects: Object.keys(guardrails).length === 0 ? aspects : { ...aspects, guardrails },
  };
};

const aspectOf = (state: SubjectState, fact: AnyFact): Aspects => {
  const { launchPermission, snapshotSharing, image, usage, quotaRequests, copies } = state;
  if (fact === 'launchPermission' && launchPermission?.kind === 'known') {
    return { launchPermission: launchPermission.value };
  }
  if (fact === 'snapshotSharing' && snapshotSharing?.kind === 'known') {
    return { snapshotSharing: snapshotSharing.value };
  }
  if (fact === 'usage' && usage?.kind === 'known') {
    const asked = usage.value.map(({ askedAt }) => askedAt).toSorted();
    return { usageAskedAt: asked.at(-1) ?? null };
  }
  if (fact === 'quotaRequests' && quotaRequests?.kind === 'known') {
    const values = quotaRequests.value.map(({ quota, limit, asked }) => [quota, Math.max(limit, asked ?? 0)]);
    return { quotas: Object.fromEntries(values) as NonNullable<Aspects['quotas']> };
  }
  if (fact === 'copies' && copies?.kind === 'known') {
    return {
      copies: copies.value.map(({ image: copy, state: name, reason, launchPermission: shared }) => ({
        image: copy,
        state: name,
        reason,
        launchPermission: shared,
      })),
    };
  }
  if (fact !== 'image' || image?.kind !== 'known') return {};
  const { tags, deprecatedAt, state: name } = image.value;
  return { tags, deprecatedAt, state: name };
};

const railsOf = (state: SubjectState, facts: readonly AnyFact[]): NonNullable<Aspects['guardrails']> => {
  const { imageBlockPublicAccess: images, snapshotBlockPublicAccess: snapshots, ebsEncryption } = state;
  const asks = (fact: AnyFact): boolean => facts.includes(fact);
  return {
    ...(asks('imageBlockPublicAccess') &&
      images?.kind === 'known' && { imageBlockPublicAccess: images.value.state }),
    ...(asks('snapshotBlockPublicAccess') &&
      snapshots?.kind === 'known' && { snapshotBlockPublicAccess: snapshots.value.state }),
    ...(asks('ebsEncryption') &&
      ebsEncryption?.kind === 'known' && {
        ebsEncryption: ebsEncryption.value.enabled ? 'enabled' : 'disabled',
      }),
  };
};
