import type { KnownFacts } from './image.ts';
import type { QuotaName } from './facts.ts';
import type { Actor } from './change.ts';
import type { AccountRegion, GUARDRAIL_FACTS, ImageRef } from './subject.ts';

/** A group of facts as it was last read from AWS; `readAt` is ISO 8601, taken before the call. */
export interface Held<T> {
  readonly value: T;
  readonly readAt: string;
}

/** What is kept of an image between looks: what comes with the list of images, and what costs a call for each image or snapshot. */
export type HeldImageFact = 'image' | 'launchPermission' | 'snapshots' | 'snapshotSharing' | 'ancestry';

export type HeldImageFacts = { readonly [Name in HeldImageFact]?: Held<KnownFacts[Name]> };

/** An image as the inventory knows it. Times are ISO 8601. */
export interface KnownImage {
  readonly ref: ImageRef;
  readonly facts: HeldImageFacts;
  /** When this service saw it first, by event or sweep. */
  readonly firstSeen: string;
  /** Who made it, where an event told. */
  readonly createdBy: Actor | null;
  /** Since when something says that what is held may be wrong: an event that could not be judged in full, or a tag. Null: nothing does. */
  readonly dirtySince: string | null;
  /** How many sweeps in a row did not see it; with the second it is taken for vanished. */
  readonly misses: number;
}

type GuardrailFact = (typeof GUARDRAIL_FACTS)[number];

/** The quotas that are counted in an account and region. */
export type CountedQuota = Exclude<QuotaName, 'ami-shares'>;

/** How much of a quota is used: as the last sweep counted it, and by what events told since. */
export interface QuotaCount {
  readonly quota: CountedQuota;
  readonly used: number;
  /** When a sweep counted it, not when an event last changed it. */
  readonly countedAt: string;
}

/** A quota's value; `default` where AWS keeps none for the account. */
export interface AppliedLimit {
  readonly quota: QuotaName;
  readonly limit: number;
  readonly origin: 'applied' | 'default';
  readonly readAt: string;
}

/** What a sweep could not see or judge, in a form to count by: an image, or (null) the place as a whole. `code` is AWS's error code. */
export interface SweepGap {
  readonly image: ImageRef['image'] | null;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
}

/** One sweep of an account and region. `id` is the same for all parts of one that was continued. */
export interface SweepRecord {
  readonly id: string;
  readonly startedAt: string;
  /** Null while it goes on, and of one that was cut off. */
  readonly endedAt: string | null;
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly vanished: number;
  /** Changes found that an event should have told, and none had: a figure for how many events get lost. */
  readonly lostEvents: number;
  /** How many launch permissions were read, and how many are still unknown or due. */
  readonly permissionsRead: number;
  readonly permissionsLeft: number;
  /** EC2 calls by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** The first of them; `gapCount` counts all. None: it is complete, if nothing is left. */
  readonly gaps: readonly SweepGap[];
  readonly gapCount: number;
}

/** An account in a region as the inventory knows it. */
export interface KnownPlace {
  readonly place: AccountRegion;
  readonly guardrails: { readonly [Name in GuardrailFact]?: Held<KnownFacts[Name]> };
  readonly counts: readonly QuotaCount[];
  readonly limits: readonly AppliedLimit[];
  /** The last sweep that ended; null when none ever did. */
  readonly swept: SweepRecord | null;
  /** The one that is under way, or was cut off. */
  readonly sweeping: SweepRecord | null;
  /** When an event or a sweep last brought anything from there; null when nothing ever did. */
  readonly heardAt: string | null;
}

/** How much of a quota was used at a time; what trends are drawn from. */
export interface UsageSample {
  readonly quota: CountedQuota;
  readonly at: string;
  readonly used: number;
  readonly limit: number;
}
