import type { AnyFact } from '../../model/image.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { rules } from '../../policy/registry.ts';
import { usesAccountTags } from '../../policy/uses-account-tags.ts';
import { ACTIONS, iamActionsOf } from '../../remediation/registry.ts';
import { FACT_ACTIONS } from './fact-actions.ts';

/** A feature that permissions may be needed for. */
export type Feature = 'scan' | 'organization' | 'rules' | 'remediation';

/** What something needs. `of`: `scan`, `rule sharing`, `remediation revoke-public`, `organization`. */
export interface Need {
  readonly of: string;
  readonly actions: readonly string[];
}

/** What any sweep asks for, whatever the policy: the regions, the list of images, who may launch them, and what counts against quotas. */
const SWEEP = [
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImages',
  'ec2:DescribeRegions',
  'ec2:DescribeSnapshots',
  'ec2:ListImagesInRecycleBin',
] as const;

const WALK = [
  'organizations:DescribeOrganization',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListRoots',
] as const;

/** What features need: of rules, all there are for `rules`, those of the policy for `scan`. */
export const needsOf = (features: readonly Feature[], policy: PolicyBundle): readonly Need[] =>
  features.flatMap((feature) => {
    switch (feature) {
      case 'scan':
        return [need('scan', SWEEP), ...policyNeeds(policy)];
      case 'rules':
        return ruleNeeds();
      case 'organization':
        return [
          need(
            'organization',
            usesAccountTags(policy) ? [...WALK, 'organizations:ListTagsForResource'] : WALK,
          ),
        ];
      case 'remediation':
        return Object.values(ACTIONS).map((action) =>
          need(`remediation ${action.name}`, [
            ...iamActionsOf(action),
            ...action.reads.flatMap((fact) => FACT_ACTIONS[fact]),
          ]),
        );
    }
  });

/** Every rule of the policy, with what it reads as it is set. */
const policyNeeds = (policy: PolicyBundle): readonly Need[] =>
  policy.rules.flatMap(({ id, parameters }) => {
    const facts = rules
      .filter((rule) => rule.id === parameters.kind)
      .flatMap((rule) => {
        const { needs, also } = rule.factsFor(parameters);
        return [...needs, ...also];
      });
    return facts.length === 0 ? [] : [need(`rule ${id}`, actionsOf(facts))];
  });

/** Every rule there is, with all that it may read. */
const ruleNeeds = (): readonly Need[] => {
  const ids = [...new Set(rules.map(({ id }) => id))];
  return ids.map((id) => {
    const facts = rules
      .filter((rule) => rule.id === id)
      .flatMap(({ reads, optionalReads }) => [...reads, ...optionalReads]);
    return need(`rule ${id}`, actionsOf(facts));
  });
};

const actionsOf = (facts: readonly AnyFact[]): readonly string[] =>
  facts.flatMap((fact) => FACT_ACTIONS[fact]);

const need = (of: string, actions: readonly string[]): Need => ({
  of,
  actions: [...new Set(actions)].toSorted(),
});
