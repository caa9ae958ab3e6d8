import type { PolicyBundle } from '../../../../lib/model/policy.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';

const TEXT = `
version: 1
rules:
  public-sharing: { mode: enforce }
  sharing: { mode: notify, allow: { orgs: [self] } }
  encryption: { mode: notify }
  required-tags: { mode: notify, tags: { Owner: true } }
notify: { default: { slack: '#cloud-security' } }
`;

/** The bundle of a policy as people write it; of four rules unless told. */
export const examplePolicy = (text: string = TEXT): PolicyBundle => {
  const result = compilePolicy([{ name: 'policy.yaml', text }], new Date('2026-01-01T00:00:00.000Z'));
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.bundle;
};
