import type { RuleSetting } from '../model/policy.ts';

/** The rules whose verdict may hang on which accounts belong to the organisation: unknown, its own would be taken for strangers. */
const KINDS: ReadonlySet<string> = new Set(['sharing', 'snapshot-sharing', 'provenance', 'launch', 'cel']);

/** Whether a rule cannot be judged without the accounts and units of the organisation. */
export const needsMembers = ({ parameters }: Pick<RuleSetting, 'parameters'>): boolean =>
  KINDS.has(parameters.kind);
