import { compilePolicy } from '../../policy/source/compile-policy.ts';
import { runPolicyTests } from '../../policy/source/run-policy-tests.ts';
import { exampleOrganization } from '../policy/test/example-organization.ts';

/** Holds a policy of our own making against the compiler and its own tests; answers its counts. Throws when it is not good: that is a bug. */
export const verifyPolicy = (text: string, now: Date): { readonly rules: number; readonly tests: number } => {
  const compiled = compilePolicy([{ name: 'policy.yaml', text }], now);
  if (!compiled.ok)
    throw new Error(`init made a policy that is refused: ${JSON.stringify(compiled.problems)}`);
  const results = runPolicyTests(compiled, exampleOrganization(now), now);
  const differences = results.flatMap((result) => result.differences);
  if (results.length === 0 || differences.length > 0)
    throw new Error(`init made a policy whose tests do not pass: ${JSON.stringify(differences)}`);
  return { rules: compiled.bundle.rules.length, tests: results.length };
};
