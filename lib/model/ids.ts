import * as z from 'zod/mini';

/** AWS account id: 12 digits, leading zeros kept. */
export const AccountId = z
  .string()
  .check(z.regex(/^\d{12}$/))
  .brand('AccountId');
export type AccountId = z.infer<typeof AccountId>;

/** Region code such as `eu-west-1` or `us-gov-west-1`. */
export const Region = z
  .string()
  .check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/))
  .brand('Region');
export type Region = z.infer<typeof Region>;

/** AMI id: 8 hex digits (before 2018) or 17. */
export const ImageId = z
  .string()
  .check(z.regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/))
  .brand('ImageId');
export type ImageId = z.infer<typeof ImageId>;

/** EBS snapshot id: 8 or 17 hex digits. */
export const SnapshotId = z
  .string()
  .check(z.regex(/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/))
  .brand('SnapshotId');
export type SnapshotId = z.infer<typeof SnapshotId>;

/** EC2 instance id: 8 or 17 hex digits. */
export const InstanceId = z
  .string()
  .check(z.regex(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/))
  .brand('InstanceId');
export type InstanceId = z.infer<typeof InstanceId>;

/** `o-` and 10 to 32 lower-case letters or digits (AWS Organizations API, Organization.Id). */
export const OrganizationId = z
  .string()
  .check(z.regex(/^o-[a-z0-9]{10,32}$/))
  .brand('OrganizationId');
export type OrganizationId = z.infer<typeof OrganizationId>;

/** `ou-`, the root's 4 to 32 characters, `-` and 8 to 32 of its own (AWS Organizations API, OrganizationalUnit.Id). */
export const UnitId = z
  .string()
  .check(z.regex(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/))
  .brand('UnitId');
export type UnitId = z.infer<typeof UnitId>;
