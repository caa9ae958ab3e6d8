import type { RemediationSetting } from '../../model/policy.ts';

/** What a remediation does in a few words: `revoke-public, at most 20 an hour, by hand`. */
export const remediationText = ({ action, limitPerHour, approval }: RemediationSetting): string => {
  const limit = limitPerHour === null ? '' : `, at most ${String(limitPerHour)} an hour`;
  return `${action}${limit}${APPROVALS[approval]}`;
};

const APPROVALS: Readonly<Record<RemediationSetting['approval'], string>> = {
  auto: '',
  manual: ', by hand',
  'two-person': ', by two people',
};
