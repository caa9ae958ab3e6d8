import type { LaunchPermission, ModifyImageAttributeRequest } from '@aws-sdk/client-ec2';
import type { Principal } from '../../model/principal.ts';
import { AwsError } from '../wire/service.ts';
import { principalsOf } from './principals.ts';
import { invalidValue, missing } from './refusals.ts';

export interface ModifiedPermission {
  readonly kind: 'permission';
  readonly add: readonly Principal[];
  readonly remove: readonly Principal[];
}

/** The one attribute that a ModifyImageAttribute request changes. */
export type ModifiedAttribute =
  ModifiedPermission | { readonly kind: 'description' | 'imds-support'; readonly value: string };

const oldEntries = (input: ModifyImageAttributeRequest): readonly LaunchPermission[] => [
  ...(input.UserGroups ?? []).map((Group): LaunchPermission => {
    if (Group === 'all') return { Group };
    throw new AwsError(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${Group}" for group item type.`,
    );
  }),
  ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
  ...(input.OrganizationArns ?? []).map((OrganizationArn) => ({ OrganizationArn })),
  ...(input.OrganizationalUnitArns ?? []).map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
];

const permissionOf = (input: ModifyImageAttributeRequest): ModifiedPermission | null => {
  const newer = input.LaunchPermission;
  const older = oldEntries(input).flatMap(principalsOf);
  const add = (newer?.Add ?? []).flatMap(principalsOf);
  const remove = (newer?.Remove ?? []).flatMap(principalsOf);
  if (older.length > 0) {
    if (input.OperationType === undefined) throw missing('OperationType');
    if (add.length + remove.length > 0) throw mixed();
    return input.OperationType === 'add'
      ? { kind: 'permission', add: older, remove: [] }
      : { kind: 'permission', add: [], remove: older };
  }
  return add.length + remove.length === 0 ? null : { kind: 'permission', add, remove };
};

const mixed = (): AwsError =>
  new AwsError('InvalidParameterCombination', 'Fields for multiple attribute types specified');

/**
 * What the request wants changed: the structure (LaunchPermission, Description, ImdsSupport), or the older `Attribute` with
 * OperationType and lists, or with Value. Throws InvalidParameterCombination when that is nothing or more than one attribute.
 */
export const requestedAttribute = (input: ModifyImageAttributeRequest): ModifiedAttribute => {
  if ((input.ProductCodes ?? []).length > 0) {
    throw new AwsError('UnsupportedOperation', 'Product codes cannot be added to an image.');
  }
  const { Attribute: attribute, Value: value } = input;
  const permission = permissionOf(input);
  const description = input.Description?.Value ?? (attribute === 'description' ? value : undefined);
  const imds = input.ImdsSupport?.Value ?? (attribute === 'imdsSupport' ? value : undefined);
  const changes: readonly ModifiedAttribute[] = [
    ...(permission === null ? [] : [permission]),
    ...(description === undefined ? [] : [{ kind: 'description', value: description } as const]),
    ...(imds === undefined ? [] : [{ kind: 'imds-support', value: imds } as const]),
  ];
  const [change, another] = changes;
  if (another !== undefined) throw mixed();
  if (change !== undefined) return change;
  throw nothingIn(attribute);
};

const nothingIn = (attribute: string | undefined): AwsError => {
  switch (attribute) {
    case undefined:
    case '':
      return new AwsError('InvalidParameterCombination', 'No attributes specified.');
    case 'launchPermission':
      return missing('LaunchPermission');
    case 'description':
    case 'imdsSupport':
      return missing('Value');
    default:
      return invalidValue(attribute, 'attribute');
  }
};
