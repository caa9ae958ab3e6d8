/** How EC2 writes a call's parameters into its record: `old` lowerCamel with `items`, `new` wrapped in `<Call>Request`. */
export type Dialect = 'old' | 'new';

// Seen in records; calls that came after about 2018 are of the new dialect.
const OLD_CALLS: ReadonlySet<string> = new Set([
  'CopyImage',
  'CopySnapshot',
  'CreateImage',
  'CreateSnapshot',
  'CreateTags',
  'DeleteSnapshot',
  'DeleteTags',
  'DeregisterImage',
  'ImportImage',
  'ModifyImageAttribute',
  'ModifySnapshotAttribute',
  'RegisterImage',
  'ResetImageAttribute',
  'ResetSnapshotAttribute',
  'RunInstances',
  'TerminateInstances',
]);

export const dialectOf = (operation: string): Dialect => (OLD_CALLS.has(operation) ? 'old' : 'new');
