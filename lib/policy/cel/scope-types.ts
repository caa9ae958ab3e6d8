import type { Ancestry } from '../../model/facts.ts';
import type { BlockDevice, ImageFacts, SnapshotFacts } from '../../model/image.ts';
import type { OrganizationAccount } from '../../model/organization.ts';
import { type Principal, principalWord } from '../../model/principal.ts';
import { Latest } from './latest.ts';
import { CEL_LIMITS } from './schema.ts';

// The types that expressions are held against, member by member as in schema.ts. A member that is not to be had is
// undefined: reading it is an error, and never an empty text that some comparison would take for an answer.

/** A text that AWS left out is empty; one longer than any of AWS's is not to be had. */
const textOr = <T>(absent: T, text: string | null | undefined): string | T | undefined => {
  if (text === null || text === undefined) return absent;
  return text.length > CEL_LIMITS.factCharacters ? undefined : text;
};

/** To the second, as all of CEL's times are here; undefined for what is no time. */
const time = (text: string | null | undefined): Date | undefined => {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? undefined : wholeSeconds(milliseconds);
};

/** An instant without its milliseconds. */
export const wholeSeconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000);

/** The list as it is, undefined when it is too long to be gone through. */
export const bounded = <T>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items !== undefined && items.length <= CEL_LIMITS.factItems ? items : undefined;

const latestTags = new Latest<Readonly<Record<string, string>>, ReadonlyMap<string, string> | undefined>();
const latestDevices = new Latest<readonly BlockDevice[], readonly DeviceScope[]>();

const tagMap = (tags: Readonly<Record<string, string>>): ReadonlyMap<string, string> | undefined => {
  const entries = bounded(Object.entries(tags));
  return entries?.every(([, value]) => textOr('', value) !== undefined) === true
    ? new Map(entries)
    : undefined;
};

/** An image; members are worked out when they are read, for most expressions read two or three. */
export class ImageScope {
  readonly #facts: ImageFacts | undefined;
  readonly #ancestry: Ancestry | undefined;
  readonly id: string;

  constructor(id: string, facts: ImageFacts | undefined, ancestry: Ancestry | undefined) {
    this.id = id;
    this.#facts = facts;
    this.#ancestry = ancestry;
  }

  get name(): string | undefined {
    return this.#text(undefined, this.#facts?.name);
  }

  get description(): string | undefined {
    return this.#text('', this.#facts?.description);
  }

  get architecture(): string | undefined {
    return this.#text(undefined, this.#facts?.architecture);
  }

  get virtualization(): string | undefined {
    return this.#text(undefined, this.#facts?.virtualization);
  }

  get rootDeviceType(): string | undefined {
    return this.#text(undefined, this.#facts?.rootDeviceType);
  }

  get bootMode(): string | undefined {
    return this.#text('', this.#facts?.bootMode);
  }

  get imdsSupport(): string | undefined {
    return this.#text('', this.#facts?.imdsSupport);
  }

  get tpmSupport(): string | undefined {
    return this.#text('', this.#facts?.tpmSupport);
  }

  get platform(): string | undefined {
    return this.#text('', this.#facts?.platform);
  }

  get owner(): string | undefined {
    return this.#text(undefined, this.#facts?.owner);
  }

  get ownerAlias(): string | undefined {
    return this.#text('', this.#facts?.ownerAlias);
  }

  get sourceImage(): string | undefined {
    return this.#text('', this.#facts?.sourceImage);
  }

  get sourceRegion(): string | undefined {
    return this.#text('', this.#facts?.sourceRegion);
  }

  get createdAt(): Date | undefined {
    return time(this.#facts?.createdAt);
  }

  get deprecatedAt(): Date | undefined {
    return time(this.#facts?.deprecatedAt);
  }

  get lastLaunchedAt(): Date | undefined {
    return time(this.#facts?.lastLaunchedAt);
  }

  get state(): string | undefined {
    return this.#facts?.state;
  }

  get public(): boolean | undefined {
    return this.#facts?.public;
  }

  get enaSupport(): boolean | undefined {
    return this.#facts?.enaSupport ?? undefined;
  }

  get sourceOwner(): string | undefined {
    return sourceOwner(this.#ancestry);
  }

  get tags(): ReadonlyMap<string, string> | undefined {
    const tags = this.#facts?.tags;
    return tags === undefined ? undefined : latestTags.of(tags, () => tagMap(tags));
  }

  get watermarks(): readonly string[] | undefined {
    return bounded(this.#facts?.watermarks);
  }

  get productCodes(): readonly string[] | undefined {
    return bounded(this.#facts?.productCodes);
  }

  get devices(): readonly DeviceScope[] | undefined {
    const devices = bounded(this.#facts?.devices);
    if (devices === undefined) return undefined;
    return latestDevices.of(devices, () => devices.map((device) => new DeviceScope(device)));
  }

  /** Empty for a tag that is missing, undefined when there is no telling. */
  tag(key: string): string | undefined {
    const tags = this.#facts?.tags;
    if (tags === undefined) return undefined;
    return Object.hasOwn(tags, key) ? textOr('', tags[key]) : '';
  }

  #text<Absent>(absent: Absent, text: string | null | undefined): string | Absent | undefined {
    return this.#facts === undefined ? undefined : textOr(absent, text);
  }
}

const sourceOwner = (ancestry: Ancestry | undefined): string | undefined => {
  const nearest = ancestry?.ancestors[0];
  if (nearest !== undefined) return textOr(undefined, nearest.owner);
  return ancestry?.complete === true ? '' : undefined;
};

export class DeviceScope {
  readonly device: string;
  readonly kind: string;
  readonly snapshot: string;
  readonly encrypted: boolean | undefined;
  readonly sizeGiB: bigint | undefined;

  constructor(device: BlockDevice) {
    this.device = device.device;
    this.kind = device.kind;
    const ebs = device.kind === 'ebs' ? device : null;
    this.snapshot = ebs?.snapshot ?? '';
    this.encrypted = ebs?.encrypted ?? undefined;
    this.sizeGiB = ebs !== null && Number.isInteger(ebs.sizeGiB) ? BigInt(ebs.sizeGiB ?? 0) : undefined;
  }
}

export class AccountScope {
  readonly id: string;
  readonly name: string | undefined;
  readonly path: string | undefined;
  readonly units: readonly string[] | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;

  /** `member` is null for an account that the organisation does not list. */
  constructor(id: string, member: OrganizationAccount | null) {
    this.id = id;
    this.name = member?.name;
    this.path = member?.path;
    this.units = member?.units;
    this.tags = member === null ? undefined : tagMap(member.tags);
  }
}

export class PrincipalScope {
  readonly kind: string;
  readonly id: string;

  constructor(principal: Principal) {
    this.kind = principal.kind;
    this.id = principal.kind === 'public' ? '' : principalWord(principal);
  }
}

export class SnapshotScope {
  readonly id: string;
  readonly encrypted: boolean;
  readonly kmsKey: string | undefined;

  constructor(snapshot: SnapshotFacts) {
    this.id = snapshot.snapshot;
    this.encrypted = snapshot.encrypted;
    this.kmsKey = snapshot.encrypted ? textOr(undefined, snapshot.kmsKey) : '';
  }
}
