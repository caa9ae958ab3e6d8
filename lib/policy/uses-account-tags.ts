import type { PolicyBundle } from '../model/policy.ts';

/** Whether any scope of the policy asks for an account's tags: reading them is one call for each account. */
export const usesAccountTags = (policy: PolicyBundle): boolean =>
  [...policy.rules, ...policy.overrides, ...policy.waivers, ...policy.notify.routes].some(
    ({ match }) => match?.accountTags !== undefined,
  );
