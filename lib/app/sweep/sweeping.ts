import type { Datum, Fact } from '../../model/image.ts';
import type { ImageId } from '../../model/ids.ts';
import type { OpenFinding } from '../../model/open-finding.ts';
import type { Organization } from '../../model/organization.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import type { PlaceReader } from '../../ports/estate-reader.ts';
import type { Freshness } from './due.ts';
import type { SweepPorts, SweepProgress, SweepRequest } from './sweep-ports.ts';
import type { Tally } from './tally.ts';
import type { Toll } from './toll.ts';

/** All that the stages of one sweep share. */
export interface Sweeping {
  readonly request: SweepRequest;
  readonly ports: SweepPorts;
  readonly reader: PlaceReader;
  readonly toll: Toll;
  readonly tally: Tally;
  readonly policy: PolicyBundle;
  readonly organization: Organization;
  /** The ids of the policy's rules. */
  readonly rules: ReadonlySet<string>;
  /** What the policy's rules read of an image, an instance and the place here. */
  readonly facts: Readonly<Record<'image' | 'instance' | 'account-region', readonly Fact[]>>;
  readonly startedAt: string;
  /** Whether the place was ever swept to the end: else nothing that is found can be called lost. */
  readonly sweptBefore: boolean;
  freshness(): Freshness;
  /** Whether it is time to stop. */
  isOver(): boolean;
  /** Keeps how far the sweep is, so that one that is cut off is counted on. */
  save(left: number): Promise<void>;
  /** Of images whose snapshots were asked for in vain: why. What is read of such an image later is judged with that. */
  readonly unreadSnapshots: Map<ImageId, Extract<Datum<never>, { kind: 'fault' }>>;
  /** What is open of a subject, by its key. */
  readonly open: ReadonlyMap<string, readonly OpenFinding[]>;
  note(stage: SweepProgress['stage'], done: number, left: number | null, operation?: string): void;
}

/** What is known of a place after its images were listed. */
export interface Listing {
  /** Whether the list was read to its end. */
  readonly complete: boolean;
  readonly seen: ReadonlySet<ImageId>;
  readonly publicCount: number;
  /** The images of which something has to be read by itself, the most urgent first. */
  readonly toRead: readonly ImageId[];
}
