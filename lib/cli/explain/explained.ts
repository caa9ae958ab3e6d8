import type { Organization } from '../../model/organization.ts';
import type { Plan } from '../../model/plan.ts';
import type { SourcePosition } from '../../model/policy.ts';
import type { Explanation } from '../../policy/explain.ts';

/** An explanation with what stands beside it: the plan of `enforce`, the organisation, and how positions are written. */
export interface Explained {
  readonly explanation: Explanation;
  readonly plan: Plan | null;
  readonly organization: Organization;
  readonly place: (position: SourcePosition) => string;
}
