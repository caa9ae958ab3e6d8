import type { Finding } from '../../model/finding.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { principalKey, type Principal } from '../../model/principal.ts';
import { needsMembers } from '../../policy/needs-members.ts';

/** What of a policy a report on the estate can be held against. */
export interface ScanPolicy {
  readonly policy: PolicyBundle;
  /** Rules that are left out, and why. */
  readonly unjudged: readonly { readonly rule: string; readonly why: string }[];
  /** Why a failure may be none, in a sentence that takes the place of its reason; null where it is one. */
  readonly doubtOf: (finding: Finding) => string | null;
}

/** What is known of the organisation: its id, or null, and whether its accounts and units are. */
export interface KnownMembers {
  readonly organization: string | null;
  readonly knowsMembers: boolean;
}

const UNKNOWN_MEMBERS = 'the accounts of the organisation are not known; --organization names them';

// These judge each grant by itself: those that are doubtful are told apart afterwards.
const BY_GRANT = new Set(['sharing', 'snapshot-sharing']);

/**
 * The policy for a report. Grace is taken out: it counts from when a journal first recorded a failure, and a report records
 * none, so that all would stay inside it for ever. Without the accounts of the organisation nobody is taken for a stranger who may
 * belong to it: rules that cannot tell are left out.
 */
export const scanPolicy = (policy: PolicyBundle, known: KnownMembers): ScanPolicy => {
  const unjudged = policy.rules
    .filter((rule) => !known.knowsMembers && needsMembers(rule) && !BY_GRANT.has(rule.parameters.kind))
    .map(({ id }) => ({ rule: id, why: UNKNOWN_MEMBERS }));
  const left = new Set(unjudged.map(({ rule }) => rule));
  return {
    policy: {
      ...policy,
      rules: policy.rules.filter(({ id }) => !left.has(id)).map((rule) => ({ ...rule, graceSeconds: 0 })),
      overrides: policy.overrides.map((override) => ({
        ...override,
        rules: override.rules.map((rule) =>
          rule.graceSeconds === undefined ? rule : { ...rule, graceSeconds: 0 },
        ),
      })),
    },
    unjudged,
    doubtOf: ({ detail }) => {
      if (known.knowsMembers || !('principal' in detail)) return null;
      const { principal } = detail;
      if (!mayBeOurs(principal, known.organization)) return null;
      const what = detail.kind === 'principal' ? 'The image' : detail.snapshot;
      const whom = principalKey(principal).replace('/', ' ').replace('organization', 'organisation');
      return `${what} is shared with ${whom}: whether that belongs to the organisation is not known.`;
    },
  };
};

const mayBeOurs = (principal: Principal, own: string | null): boolean => {
  switch (principal.kind) {
    case 'public':
      return false;
    case 'account':
      return true;
    case 'organization':
      return own === null;
    case 'unit':
      return own === null || principal.organization === own;
  }
};
