import type { PolicyBundle } from '../../../lib/model/policy.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

/** The bundle of a policy text that must be in order. */
export const policyOf = (text: string): PolicyBundle => {
  const compiled = compilePolicy([{ name: 'ami-policy.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

/** The problems of a policy text that must not be. */
export const problemsOf = (text: string, now: Date | null = null): readonly string[] => {
  const compiled = compilePolicy([{ name: 'p.yaml', text }], now);
  if (compiled.ok) throw new Error('the policy was taken');
  return compiled.problems;
};
