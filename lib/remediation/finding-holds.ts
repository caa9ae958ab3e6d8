import type { FindingDetail } from '../model/finding.ts';
import type { Aspects, Write } from '../model/plan.ts';
import { commonPrincipals, type Principal } from '../model/principal.ts';
import { GUARDRAIL_OF } from './guardrail-of.ts';
import { leftOf } from './writes.ts';

/**
 * Whether what a finding tells of is so by these aspects; null when they do not tell. What no aspect shows by itself (an age, a
 * device, an assertion) is so for as long as something of `writes`, those that answer the finding, is left to be done.
 */
export const findingHolds = (
  detail: FindingDetail,
  aspects: Aspects,
  writes: readonly Write[],
): boolean | null => {
  const { launchPermission, snapshotSharing, tags, guardrails } = aspects;
  // Nothing is wrong with what is not there.
  if (aspects.state === 'gone') return false;
  switch (detail.kind) {
    case 'principal':
      return launchPermission === undefined ? null : hasPrincipal(launchPermission, detail.principal);
    case 'snapshot-principal': {
      const share = snapshotSharing?.find(({ snapshot }) => snapshot === detail.snapshot);
      return share === undefined ? null : hasPrincipal(share.principals, detail.principal);
    }
    case 'tag':
      if (tags === undefined) return null;
      return !Object.hasOwn(tags, detail.tag) || tags[detail.tag] === detail.value;
    case 'guardrail': {
      const name = GUARDRAIL_OF[detail.guardrail];
      const rail = name === undefined ? undefined : guardrails?.[name];
      return rail === undefined ? null : rail === detail.value;
    }
    case 'attribute':
    case 'export':
    case 'quota':
    case 'launch':
    case 'assertion':
      return writes.length === 0 ? null : leftOf(writes, aspects) > 0;
    case 'device': {
      // A copy answers nothing as long as the image itself can be used.
      const answering = writes.filter(({ kind }) => kind === 'availability' || kind === 'registration');
      return answering.length === 0 ? null : leftOf(answering, aspects) > 0;
    }
    case 'unreadable':
      return null;
  }
};

const hasPrincipal = (principals: readonly Principal[], principal: Principal): boolean =>
  commonPrincipals([principal], principals).length > 0;
