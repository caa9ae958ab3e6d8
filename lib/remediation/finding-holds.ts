import type { FindingDetail } from '../model/finding.ts';
import type { Aspects } from '../model/plan.ts';
import { commonPrincipals, type Principal } from '../model/principal.ts';
import { GUARDRAIL_OF } from './guardrail-of.ts';

/**
 * Whether what a finding tells of is so by these aspects, as far as a write can change it; null when they do not tell.
 */
export const findingHolds = (detail: FindingDetail, aspects: Aspects): boolean | null => {
  const { launchPermission, snapshotSharing, tags, deprecatedAt, state, guardrails } = aspects;
  switch (detail.kind) {
    case 'principal':
      return launchPermission === undefined ? null : hasPrincipal(launchPermission, detail.principal);
    case 'snapshot-principal':
      if (snapshotSharing === undefined) return null;
      return snapshotSharing.some(
        ({ snapshot, principals }) => snapshot === detail.snapshot && hasPrincipal(principals, detail.principal),
      );
    case 'tag':
      if (tags === undefined) return null;
      return !Object.hasOwn(tags, detail.tag) || tags[detail.tag] === detail.value;
    case 'attribute':
      if (state !== undefined && state !== 'available') return false;
      return deprecatedAt === undefined ? null : deprecatedAt === null || deprecatedAt === detail.value;
    case 'guardrail': {
      const name = GUARDRAIL_OF[detail.guardrail];
      const rail = name === undefined ? undefined : guardrails?.[name];
      return rail === undefined ? null : rail === detail.value;
    }
    case 'device':
    case 'export':
    case 'quota':
    case 'launch':
    case 'assertion':
      return state === undefined ? null : state === 'available';
    case 'unreadable':
      return null;
  }
};

const hasPrincipal = (principals: readonly Principal[], principal: Principal): boolean =>
  commonPrincipals([principal], principals).length > 0;
