import type { AccountId, OrganizationId, UnitId } from './ids.ts';

/**
 * Who may launch an image. `arn` is kept beside the id because ModifyImageAttribute takes ARNs:
 * `arn:aws:organizations::<management account>:organization/o-…` and `…:ou/o-…/ou-…`.
 */
export type Principal =
  | { readonly kind: 'public' }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'organization'; readonly organization: OrganizationId; readonly arn: string }
  | {
      readonly kind: 'unit';
      readonly organization: OrganizationId;
      readonly unit: UnitId;
      readonly arn: string;
    };

/** One text per principal, for ids, sorting and sets: `public`, `account/…`, `organization/o-…`, `unit/ou-…`. */
export const principalKey = (principal: Principal): string => {
  switch (principal.kind) {
    case 'public':
      return 'public';
    case 'account':
      return `account/${principal.account}`;
    case 'organization':
      return `organization/${principal.organization}`;
    case 'unit':
      return `unit/${principal.unit}`;
  }
};

/** A principal as one word: `public`, or its id. */
export const principalWord = (principal: Principal): string => {
  switch (principal.kind) {
    case 'public':
      return 'public';
    case 'account':
      return principal.account;
    case 'organization':
      return principal.organization;
    case 'unit':
      return principal.unit;
  }
};

/** Those of `some` that `others` holds too, in the order of `some`. */
export const commonPrincipals = (
  some: readonly Principal[],
  others: readonly Principal[],
): readonly Principal[] => {
  const keys = new Set(others.map(principalKey));
  return some.filter((principal) => keys.has(principalKey(principal)));
};

/** Those of `some` that `others` does not hold, in the order of `some`. */
export const exceptPrincipals = (
  some: readonly Principal[],
  others: readonly Principal[],
): readonly Principal[] => {
  const keys = new Set(others.map(principalKey));
  return some.filter((principal) => !keys.has(principalKey(principal)));
};
