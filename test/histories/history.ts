import type { Principal } from '../../lib/model/principal.ts';

/** An image as a history begins. */
export interface GivenImage {
  readonly account: string;
  readonly region: string;
  readonly image: string;
  readonly snapshot: string;
  readonly name: string;
  readonly encrypted: boolean;
  readonly grants: readonly Principal[];
  readonly snapshotShares: readonly Principal[];
  readonly tags: Readonly<Record<string, string>>;
  readonly ageDays: number;
}

/** What becomes of the event of a call: CloudTrail delivers as well as it can, EventBridge at least once. */
export type Fate = 'soon' | 'late' | 'twice' | 'lost';

/** One call of somebody in a member account. `image`: the number of the image; what is not there any more is refused. */
export type Call = {
  readonly image: number;
  readonly who: string;
  readonly fate: Fate;
} & (
  | { readonly call: 'share' | 'unshare'; readonly principals: readonly Principal[] }
  | { readonly call: 'share-snapshot' | 'unshare-snapshot'; readonly principals: readonly Principal[] }
  | { readonly call: 'tag'; readonly tags: Readonly<Record<string, string>> }
  | { readonly call: 'untag'; readonly tags: readonly string[] }
  | {
      readonly call: 'copy' | 'deregister' | 'disable' | 'enable' | 'reset' | 'rails-off' | 'undeprecate';
    }
  /** `terminate`: the last instance of the place. The key is the one of encrypted copies. */
  | { readonly call: 'run' | 'terminate' | 'key-off' | 'key-on' }
);

/** What a person asks for; `pick` chooses among what there is to be asked for then. */
export interface Person {
  readonly ask: 'approve' | 'refuse' | 'remediate' | 'rollback' | 'waive' | 'mute';
  readonly pick: number;
  readonly by: number;
}

/** What may go wrong while messages are handled, each by its probability at each call of a port; `lagMs`: how far reads lag. */
export interface Trouble {
  readonly crash: number;
  readonly before: number;
  readonly after: number;
  readonly denied: number;
  readonly stall: number;
  readonly lagMs: number;
}

/** Something that happens while workers are at it: after so many calls of theirs. */
export interface Meanwhile {
  readonly turn: number;
  readonly does: Call | Person | 'pause';
}

export type Step =
  | { readonly step: 'calls'; readonly calls: readonly Call[] }
  | { readonly step: 'pass'; readonly seconds: number }
  /** Handles what the queues hold, so many at once, in an order of the seed; at most `most` messages. */
  | {
      readonly step: 'deliver';
      readonly seed: number;
      readonly most: number;
      readonly workers: number;
      readonly trouble: Trouble;
      readonly meanwhile: readonly Meanwhile[];
    }
  | { readonly step: 'person'; readonly seed: number; readonly person: Person; readonly trouble: Trouble }
  /** `sweep`: every subject is put down to be looked at. */
  | { readonly step: 'pause' | 'resume' | 'sweep' }
  | { readonly step: 'policy'; readonly policy: number };

/** All that happens, as data: playing it twice comes to the same. */
export interface History {
  readonly seed: number;
  readonly images: readonly GivenImage[];
  /** Policies as they are written; the first is in force. */
  readonly policies: readonly string[];
  /** Regions whose deregistered images are kept in the Recycle Bin. */
  readonly kept: readonly string[];
  readonly steps: readonly Step[];
}

export const CALM: Trouble = { crash: 0, before: 0, after: 0, denied: 0, stall: 0, lagMs: 0 };
