import { lowerFirst, membersOf, scalar, type Json } from './plain.ts';

type Written = Readonly<Record<string, Json>>;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const given = (name: string, value: unknown): Written =>
  value === undefined || value === null ? {} : { [name]: scalar(value) };

const itemsOf = (value: unknown, item: (entry: unknown) => Json): Json => ({
  items: listOf(value).map(item),
});

/** Entries such as `{UserId: …}` with their names' first letter lowered. */
const lowered = (entry: unknown): Json =>
  Object.fromEntries(
    Object.entries(membersOf(entry)).map(([name, value]) => [lowerFirst(name), scalar(value)]),
  );

const added = (value: unknown, name: 'add' | 'remove'): Written =>
  listOf(value).length === 0 ? {} : { [name]: itemsOf(value, lowered) };

// The older form of the request: one operation for all the lists. Its record is that of the newer form.
const OLD_LISTS = [
  ['UserGroups', 'group'],
  ['GroupNames', 'group'],
  ['UserIds', 'userId'],
  ['OrganizationArns', 'organizationArn'],
  ['OrganizationalUnitArns', 'organizationalUnitArn'],
] as const;

const permission = (input: Readonly<Record<string, unknown>>, member: string): Written => {
  const structure = membersOf(input[member]);
  const old = OLD_LISTS.flatMap(([list, name]) =>
    listOf(input[list]).map((value) => ({ [name]: scalar(value) })),
  );
  const operation = input['OperationType'] === 'remove' ? 'remove' : 'add';
  const written = {
    ...added(structure['Add'], 'add'),
    ...added(structure['Remove'], 'remove'),
    ...(old.length === 0 ? {} : { [operation]: { items: old } }),
  };
  return Object.keys(written).length === 0 ? {} : { [lowerFirst(member)]: written };
};

const attributeValue = (input: Readonly<Record<string, unknown>>, member: string): Written => {
  const value =
    membersOf(input[member])['Value'] ??
    (input['Attribute'] === lowerFirst(member) ? input['Value'] : undefined);
  return value === undefined ? {} : { [lowerFirst(member)]: { value: scalar(value) } };
};

const modifyImageAttribute = (input: Readonly<Record<string, unknown>>): Written => {
  const written = {
    ...permission(input, 'LaunchPermission'),
    ...attributeValue(input, 'Description'),
    ...attributeValue(input, 'ImdsSupport'),
  };
  const [attribute] = Object.keys(written);
  return {
    ...given('imageId', input['ImageId']),
    ...written,
    ...given('attributeType', attribute ?? input['Attribute']),
  };
};

const tags = (value: unknown): Json =>
  itemsOf(value, (tag) => {
    const { Key: key, Value: text } = membersOf(tag);
    return { ...given('key', key), ...given('value', text) };
  });

const taggedResources = (input: Readonly<Record<string, unknown>>): Written => ({
  resourcesSet: itemsOf(input['Resources'], (id) => ({ resourceId: scalar(id) })),
  tagSet: input['Tags'] === undefined ? {} : tags(input['Tags']),
});

const runInstances = (input: Readonly<Record<string, unknown>>): Written => {
  const template = membersOf(input['LaunchTemplate']);
  return {
    instancesSet: {
      items: [
        {
          ...given('imageId', input['ImageId']),
          ...given('minCount', input['MinCount']),
          ...given('maxCount', input['MaxCount']),
        },
      ],
    },
    ...given('instanceType', input['InstanceType']),
    ...given('clientToken', input['ClientToken']),
    ...(input['LaunchTemplate'] === undefined ? {} : { launchTemplate: lowered(template) }),
    blockDeviceMapping: {},
  };
};

/** Requests whose records do not follow the wire's names: seen in records of these calls. */
export const OLD_REQUESTS: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => Written>> = {
  ModifyImageAttribute: modifyImageAttribute,
  ResetImageAttribute: (input) => ({
    ...given('imageId', input['ImageId']),
    ...given('attributeType', input['Attribute']),
  }),
  ModifySnapshotAttribute: (input) => ({
    ...given('snapshotId', input['SnapshotId']),
    ...permission(input, 'CreateVolumePermission'),
    attributeType: 'CREATE_VOLUME_PERMISSION',
  }),
  ResetSnapshotAttribute: (input) => ({
    ...given('snapshotId', input['SnapshotId']),
    attributeType: 'CREATE_VOLUME_PERMISSION',
  }),
  CreateTags: taggedResources,
  DeleteTags: taggedResources,
  RunInstances: runInstances,
  TerminateInstances: (input) => ({
    instancesSet: itemsOf(input['InstanceIds'], (id) => ({ instanceId: scalar(id) })),
  }),
};
