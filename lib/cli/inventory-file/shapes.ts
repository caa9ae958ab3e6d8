import * as z from 'zod';
import {
  AccountId,
  ImageId,
  InstanceId,
  OrganizationId,
  Region,
  SnapshotId,
  UnitId,
} from '../../model/ids.ts';
import { IMAGE_STATES, type KnownFacts } from '../../model/image.ts';
import type { Principal } from '../../model/principal.ts';

/** An ISO 8601 time, in UTC with milliseconds. */
export const instant = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
    'expected an ISO 8601 time',
  )
  .transform((text) => new Date(text).toISOString());
const orNull = <Schema extends z.core.$ZodType>(schema: Schema) => z.nullable(schema).default(null);
const words = orNull(z.string());
// As AWS tells them: one that is none is for the rules to stumble over, who say which.
const time = z.string();
const count = z.number().nonnegative();

const ARN =
  /^arn:[a-z-]+:organizations::\d{12}:(?:organization\/(o-[a-z0-9]{10,32})|ou\/(o-[a-z0-9]{10,32})\/(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$/;

/** AWS's own texts: `public` for group all, an account id, the ARN of an organisation or of a unit. */
const toPrincipal = (text: string): Principal | null => {
  if (text === 'public') return { kind: 'public' };
  const account = AccountId.safeParse(text);
  if (account.success) return { kind: 'account', account: account.data };
  const [, whole, owner, unit] = ARN.exec(text) ?? [];
  if (whole !== undefined)
    return { kind: 'organization', organization: OrganizationId.parse(whole), arn: text };
  if (owner === undefined || unit === undefined) return null;
  return { kind: 'unit', organization: OrganizationId.parse(owner), unit: UnitId.parse(unit), arn: text };
};

const principalText = z.string().transform((text, context) => {
  const principal = toPrincipal(text);
  if (principal !== null) return principal;
  context.addIssue('expected public, an account id, or the ARN of an organisation or a unit');
  return z.NEVER;
});

const principal = z.union([
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('public') }),
    z.strictObject({ kind: z.literal('account'), account: AccountId }),
    z.strictObject({ kind: z.literal('organization'), organization: OrganizationId, arn: z.string() }),
    z.strictObject({ kind: z.literal('unit'), organization: OrganizationId, unit: UnitId, arn: z.string() }),
  ]),
  principalText,
]);

const device = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ebs'),
    device: z.string(),
    snapshot: orNull(SnapshotId),
    encrypted: orNull(z.boolean()),
    sizeGiB: orNull(count),
  }),
  z.strictObject({ kind: z.literal('instance-store'), device: z.string() }),
]);

// A member that is left out is one that AWS left out; `public`, tags and devices must be said, for nothing would look like all is well.
const image = z.strictObject({
  name: words,
  description: words,
  state: z.enum([...IMAGE_STATES, 'unknown']),
  public: z.boolean(),
  createdAt: orNull(time),
  deprecatedAt: orNull(time),
  lastLaunchedAt: orNull(time),
  architecture: words,
  virtualization: words,
  rootDeviceType: words,
  rootDeviceName: words,
  bootMode: words,
  imdsSupport: words,
  tpmSupport: words,
  enaSupport: orNull(z.boolean()),
  platform: words,
  sourceImage: words,
  sourceRegion: words,
  sourceInstance: words,
  owner: orNull(AccountId),
  ownerAlias: words,
  deregistrationProtection: words,
  productCodes: z.array(z.string()).default([]),
  watermarks: z.array(z.string()).default([]),
  tags: z.record(z.string(), z.string()),
  devices: z.array(device),
});

const guardrail = z.strictObject({
  state: z.string(),
  managedBy: z.enum(['account', 'declarative-policy']).default('account'),
});

/** What each group of facts looks like when it is known; the members are the model's, in its words. */
export const FACT_SHAPES = {
  image,
  launchPermission: z.array(principal),
  snapshots: z.array(
    z.strictObject({
      snapshot: SnapshotId,
      owner: orNull(AccountId),
      encrypted: z.boolean(),
      kmsKey: words,
    }),
  ),
  snapshotSharing: z.array(z.strictObject({ snapshot: SnapshotId, principals: z.array(principal) })),
  keyAliases: z.array(z.strictObject({ key: z.string(), aliases: z.array(z.string()) })),
  references: z.array(z.strictObject({ resourceType: z.string(), arn: z.string() })),
  ancestry: z.strictObject({
    ancestors: z.array(z.strictObject({ image: ImageId, region: words, owner: words })),
    complete: z.boolean(),
  }),
  exports: z.array(
    z.strictObject({ how: z.enum(['store', 'export']), bucket: words, key: words, state: words }),
  ),
  shareQuota: count,
  instance: z.strictObject({
    instance: InstanceId,
    image: ImageId,
    state: z.string(),
    launchedAt: orNull(time),
    owner: orNull(AccountId),
  }),
  imageBlockPublicAccess: guardrail,
  snapshotBlockPublicAccess: guardrail,
  allowedImages: guardrail,
  ebsEncryption: z.strictObject({ enabled: z.boolean() }),
  quotas: z.array(
    z.strictObject({
      quota: z.enum(['amis', 'public-amis', 'ami-shares', 'snapshots']),
      used: count,
      limit: count,
      reachesAt: orNull(time),
      reachesBetween: z.exactOptional(z.strictObject({ from: time, to: orNull(time) })),
    }),
  ),
} as const satisfies { readonly [Name in keyof KnownFacts]: z.ZodType<KnownFacts[Name]> };

/** The organisation as `{"organization": …}` holds it: the model's record. */
export const organizationShape = z.strictObject({
  id: OrganizationId,
  managementAccount: AccountId,
  observedAt: instant,
  accounts: z.array(
    z.strictObject({
      account: AccountId,
      name: z.string(),
      active: z.boolean().default(true),
      units: z.array(UnitId),
      path: z.string(),
      tags: z.record(z.string(), z.string()).default({}),
    }),
  ),
  units: z.array(z.strictObject({ unit: UnitId, name: z.string(), path: z.string() })),
});

/** The names of subjects. */
export const refShape = z.union([
  z.strictObject({ account: AccountId, region: Region, image: ImageId }),
  z.strictObject({ account: AccountId, region: Region, instance: InstanceId }),
  z.strictObject({ account: AccountId, region: Region }),
]);
