import * as z from 'zod/mini';
import type { Ancestry, EbsEncryptionDefault, GuardrailState, SnapshotSharing } from './facts.ts';
import { AccountId, ImageId, SnapshotId } from './ids.ts';
import type { BlockDevice, ImageFacts, SnapshotFacts } from './image.ts';
import type {
  AppliedLimit,
  CountedQuota,
  Held,
  HeldImageFacts,
  KnownImage,
  KnownPlace,
  QuotaCount,
  SweepRecord,
} from './inventory.ts';
import { ActorSchema } from './journal-schema.ts';
import { Quotas } from './plan-schema.ts';
import { anyOf, nullableText, place, PrincipalSchema, text, wordOf } from './schema-forms.ts';

// What most images have none of is left out of their documents: fifty thousand of them are held and read at once.
const mostlyNull = z._default(nullableText, null);
const flag = z._default(z.nullable(z.boolean()), null);
const texts = z._default(z.array(text), []);

const Device = anyOf<BlockDevice>({
  ebs: z.looseObject({
    kind: z.literal('ebs'),
    device: text,
    snapshot: z.nullable(SnapshotId),
    encrypted: z.nullable(z.boolean()),
    sizeGiB: z.nullable(z.number()),
  }),
  'instance-store': z.looseObject({ kind: z.literal('instance-store'), device: text }),
} satisfies Record<BlockDevice['kind'], z.ZodMiniType>);

const Members = z.object({
  state: wordOf<ImageFacts['state']>({
    pending: 'pending',
    available: 'available',
    invalid: 'invalid',
    deregistered: 'deregistered',
    transient: 'transient',
    failed: 'failed',
    error: 'error',
    disabled: 'disabled',
    unknown: 'unknown',
  }),
  public: z.boolean(),
  enaSupport: flag,
  owner: z._default(z.nullable(AccountId), null),
  productCodes: texts,
  watermarks: texts,
  tags: z._default(z.record(text, text), {}),
  devices: z._default(z.array(Device), []),
} satisfies { readonly [Name in keyof ImageFacts]?: z.ZodMiniType<ImageFacts[Name]> });

const NO_TEXTS: Readonly<Record<Exclude<keyof ImageFacts, keyof z.output<typeof Members>>, null>> = {
  name: null,
  description: null,
  createdAt: null,
  deprecatedAt: null,
  lastLaunchedAt: null,
  architecture: null,
  virtualization: null,
  rootDeviceType: null,
  rootDeviceName: null,
  bootMode: null,
  imdsSupport: null,
  tpmSupport: null,
  platform: null,
  sourceImage: null,
  sourceRegion: null,
  sourceInstance: null,
  ownerAlias: null,
  deregistrationProtection: null,
};

// Texts are looked at here: a schema for each of eighteen, most of which are not there, is a third of what reading an inventory takes.
const Image: z.ZodMiniType<ImageFacts> = z.pipe(
  z.custom<Readonly<Record<string, unknown>>>(
    (value: unknown) => typeof value === 'object' && value !== null,
  ),
  z.transform((document, context): ImageFacts => {
    const members = Members.safeParse(document);
    // Issues as they are told have all that issues as they are raised have, but for the types.
    if (!members.success) context.issues.push(...(members.error.issues as typeof context.issues));
    for (const name of Object.keys(NO_TEXTS)) {
      const input = document[name] ?? null;
      if (input === null || typeof input === 'string') continue;
      context.issues.push({ code: 'invalid_type', expected: 'string', input, path: [name] });
    }
    // As it stands in the document, what a newer version keeps there included.
    return { ...NO_TEXTS, ...document, ...members.data } as ImageFacts;
  }),
);

const Snapshot: z.ZodMiniType<SnapshotFacts> = z.looseObject({
  snapshot: SnapshotId,
  owner: z.nullable(AccountId),
  encrypted: z.boolean(),
  kmsKey: nullableText,
});
const Sharing: z.ZodMiniType<SnapshotSharing> = z.looseObject({
  snapshot: SnapshotId,
  principals: z.array(PrincipalSchema),
});
const AncestrySchema: z.ZodMiniType<Ancestry> = z.looseObject({
  ancestors: z.array(z.looseObject({ image: ImageId, region: nullableText, owner: nullableText })),
  complete: z.boolean(),
});

const held = <T>(value: z.ZodMiniType<T>): z.ZodMiniType<Held<T>> => z.looseObject({ value, readAt: text });

const ImageFactsHeld: z.ZodMiniType<HeldImageFacts> = z.looseObject({
  image: z.exactOptional(held(Image)),
  launchPermission: z.exactOptional(held(z.array(PrincipalSchema))),
  snapshots: z.exactOptional(held(z.array(Snapshot))),
  snapshotSharing: z.exactOptional(held(z.array(Sharing))),
  ancestry: z.exactOptional(held(AncestrySchema)),
});

/** An image's document: without `ref`, which its key says. */
export const KnownImageSchema: z.ZodMiniType<Omit<KnownImage, 'ref'>> = z.looseObject({
  facts: ImageFactsHeld,
  firstSeen: text,
  createdBy: z._default(z.nullable(ActorSchema), null),
  dirtySince: mostlyNull,
  misses: z.number(),
});

const isNothing = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const withoutNothing = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => !isNothing(value)));

/** An image's document as it is stored: without `ref`, and without what is null or empty in what the list of images says. */
export const imageDocument = ({ facts, firstSeen, createdBy, dirtySince, misses }: KnownImage): object => {
  const { image } = facts;
  const listed =
    image === undefined ? {} : { image: { value: withoutNothing(image.value), readAt: image.readAt } };
  return {
    facts: { ...facts, ...listed },
    firstSeen,
    ...(createdBy === null ? {} : { createdBy }),
    ...(dirtySince === null ? {} : { dirtySince }),
    misses,
  };
};

const Guardrail: z.ZodMiniType<GuardrailState> = z.looseObject({
  state: text,
  managedBy: wordOf<GuardrailState['managedBy']>({
    account: 'account',
    'declarative-policy': 'declarative-policy',
  }),
});
const Encryption: z.ZodMiniType<EbsEncryptionDefault> = z.looseObject({ enabled: z.boolean() });

/** The quotas that are counted in an account and region. */
const CountedQuotas = wordOf<CountedQuota>({
  amis: 'amis',
  'public-amis': 'public-amis',
  snapshots: 'snapshots',
});
const Count: z.ZodMiniType<QuotaCount> = z.looseObject({
  quota: CountedQuotas,
  used: z.number(),
  countedAt: text,
});
const Limit: z.ZodMiniType<AppliedLimit> = z.looseObject({
  quota: Quotas,
  limit: z.number(),
  origin: wordOf<AppliedLimit['origin']>({ applied: 'applied', default: 'default' }),
  readAt: text,
});

const Sweep: z.ZodMiniType<SweepRecord> = z.looseObject({
  id: text,
  startedAt: text,
  endedAt: nullableText,
  images: z.number(),
  added: z.number(),
  changed: z.number(),
  vanished: z.number(),
  lostEvents: z.number(),
  permissionsRead: z.number(),
  permissionsLeft: z.number(),
  calls: z.record(text, z.number()),
  gaps: z.array(z.looseObject({ image: z.nullable(ImageId), operation: text, code: text, message: text })),
  gapCount: z.number(),
});

/** A place's document. */
export const KnownPlaceSchema: z.ZodMiniType<KnownPlace> = z.looseObject({
  place: z.looseObject(place),
  guardrails: z.looseObject({
    imageBlockPublicAccess: z.exactOptional(held(Guardrail)),
    snapshotBlockPublicAccess: z.exactOptional(held(Guardrail)),
    allowedImages: z.exactOptional(held(Guardrail)),
    ebsEncryption: z.exactOptional(held(Encryption)),
  }),
  counts: z.array(Count),
  limits: z.array(Limit),
  swept: z.nullable(Sweep),
  sweeping: z.nullable(Sweep),
  heardAt: nullableText,
});
