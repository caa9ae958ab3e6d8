import type { ImageId } from '../model/ids.ts';
import type { CountedQuota, KnownImage, KnownPlace, UsageSample } from '../model/inventory.ts';
import type { Organization } from '../model/organization.ts';
import type { AccountRegion, ImageRef } from '../model/subject.ts';

/** Something stored, with the version that a conditional write names; 0 is what nobody has put yet. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/** By how much a write changes what is used of quotas. */
export type CountChange = Partial<Readonly<Record<CountedQuota, number>>>;

/** What is known of the estate between looks. Rejects with `Fault`. */
export interface Inventory {
  image(ref: ImageRef): Promise<Versioned<KnownImage> | null>;
  /** Those of these images that are known; any number of ids. */
  images(place: AccountRegion, ids: readonly ImageId[]): Promise<ReadonlyMap<ImageId, Versioned<KnownImage>>>;
  /** All known images of a place in the order of their ids, a page at a time: memory does not grow with their number. */
  imagesOf(place: AccountRegion): AsyncIterable<readonly Versioned<KnownImage>[]>;
  /** The ids alone of all known images of a place, in no order, a page at a time; a tenth of the price. */
  imageIds(place: AccountRegion): AsyncIterable<readonly ImageId[]>;
  /**
   * Puts an image if the stored one is still of this version, and in the same step adds to the place's counts (those it has).
   * Answers false, having changed nothing, when somebody else was faster.
   */
  putImage(image: KnownImage, version: number, counts?: CountChange): Promise<boolean>;
  /** Puts many, each on its own condition, without touching counts. Answers the ids of those that somebody else was faster with. */
  putImages(images: readonly Versioned<KnownImage>[]): Promise<readonly ImageId[]>;
  /** Forgets an image on the same condition; true as well when it was not there. */
  dropImage(ref: ImageRef, version: number, counts?: CountChange): Promise<boolean>;
  /** A place nobody has put is empty, with version 0. */
  place(place: AccountRegion): Promise<Versioned<KnownPlace>>;
  putPlace(place: KnownPlace, version: number): Promise<boolean>;
  /** All known places, a page at a time. */
  places(): AsyncIterable<readonly KnownPlace[]>;
  /** Adds samples; one of the same quota and time is replaced. */
  noteUsage(place: AccountRegion, samples: readonly UsageSample[]): Promise<void>;
  /** Samples of a quota from `since` (ISO 8601) on, oldest first. */
  usage(place: AccountRegion, quota: CountedQuota, since: string): Promise<readonly UsageSample[]>;
  /** The organisation as it was last walked; null when it never was. */
  organization(): Promise<Organization | null>;
  putOrganization(organization: Organization): Promise<void>;
}
