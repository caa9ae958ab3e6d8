import type { AccountId, ImageId, InstanceId, Region, SnapshotId } from './ids.ts';
import type { Fact } from './image.ts';
import type { Principal } from './principal.ts';

/** Who made a call. `service`: an AWS service on its own or a user's behalf (`invokedBy`), null for a person or a program. */
export interface Actor {
  readonly kind: 'root' | 'user' | 'role' | 'service' | 'unknown';
  /** The caller's ARN, or the service's name; null when the record holds neither. */
  readonly arn: string | null;
  /** Short form for people: user name, `role/session`, `root`, or the service's name. */
  readonly name: string;
  readonly account: AccountId | null;
  readonly service: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  /** True for the console (`invokedBy: signin.amazonaws.com`, `sessionCredentialFromConsole`, console user agents). */
  readonly console: boolean;
}

/** What the event says was done, beyond which images. A hint for the alert; only observed state decides. */
export type ChangeDetail =
  | {
      readonly kind: 'created';
      readonly from: 'create' | 'copy' | 'register' | 'restore';
      readonly source: string | null;
      readonly sourceRegion: string | null;
    }
  | { readonly kind: 'shared'; readonly added: readonly Principal[]; readonly removed: readonly Principal[] }
  | {
      readonly kind: 'snapshot-shared';
      readonly added: readonly Principal[];
      readonly removed: readonly Principal[];
    }
  | { readonly kind: 'shares-reset' }
  | {
      readonly kind: 'tagged';
      readonly set: Readonly<Record<string, string>>;
      readonly deleted: readonly string[];
    }
  | {
      readonly kind: 'state';
      readonly state: 'available' | 'failed' | 'deregistered' | 'disabled' | 'enabled';
      readonly message: string | null;
    }
  | { readonly kind: 'attribute'; readonly attribute: string }
  /** Instances were launched, or their root volumes replaced; `ImageChange.instances` says from what. */
  | { readonly kind: 'launched' }
  /** A guard rail of the account-region was switched: the one whose fact is touched. */
  | { readonly kind: 'guardrail'; readonly to: string | null }
  /** The image is being written to a bucket: CreateStoreImageTask or ExportImage. */
  | { readonly kind: 'exported'; readonly how: 'store' | 'export'; readonly bucket: string | null }
  /** ImportImage began (or our own timer asks again): the image is to be learnt from DescribeImportImageTasks. `since`: when the import began. */
  | { readonly kind: 'importing'; readonly task: string; readonly since: string; readonly dueAt: string }
  /** CloudTrail left out the parameters (it drops more than 100 KB): any image of this account and region may have changed. */
  | { readonly kind: 'unseen'; readonly reason: string }
  | { readonly kind: 'recheck'; readonly dueAt: string };

/** One instance of a launch, or of a root volume replaced, and the image that the event names for it; null where it names none. */
export interface LaunchedInstance {
  readonly instance: InstanceId;
  readonly image: ImageId | null;
}

/**
 * What an event says happened: a hint, not a fact. `event` is CloudTrail's eventName, or `EC2 AMI State Change`, or
 * `Recheck` or `Follow import` (our own timers). `at` is ISO 8601 UTC. Which subjects are to be judged: the `images`, those
 * that the `snapshots` back, the `instances`, and the account-region itself where a guard rail was switched.
 */
export interface ImageChange {
  readonly kind: 'change';
  readonly event: string;
  readonly eventId: string;
  readonly requestId: string | null;
  readonly at: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly images: readonly ImageId[];
  readonly snapshots: readonly SnapshotId[];
  readonly instances: readonly LaunchedInstance[];
  readonly actor: Actor | null;
  /** `done`, or `refused`: an attempt that AWS denied or refused, with its error code (never a dry run: those are ignored). */
  readonly outcome:
    { readonly kind: 'done' } | { readonly kind: 'refused'; readonly code: string; readonly message: string };
  /** The groups of facts that this kind of change can alter; rules that read none of them need no judging. */
  readonly touches: readonly Fact[];
  readonly detail: ChangeDetail;
}

/** An event that is well formed and none of ours; `reason` is a sentence. */
interface IgnoredEvent {
  readonly kind: 'ignored';
  readonly event: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly reason: string;
}

/** An event that claims to be ours but cannot be understood; `reason` says where (`detail.requestParameters.imageId`) and what was expected. */
interface MalformedEvent {
  readonly kind: 'malformed';
  readonly event: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly reason: string;
}

export type ParsedEvent = ImageChange | IgnoredEvent | MalformedEvent;
