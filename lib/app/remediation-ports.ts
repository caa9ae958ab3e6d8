import type { Callers } from '../ports/callers.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageCounts } from '../ports/image-counts.ts';
import type { Keys } from '../ports/keys.ts';
import type { ImageReader } from '../ports/images.ts';
import type { Pause } from '../ports/pause.ts';
import type { Writer } from '../ports/writer.ts';
import type { Journal } from '../ports/journal.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Queues } from '../ports/queues.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** What changing an image needs: the only ports with a writer. */
export interface RemediationPorts {
  /** What there are remediations for: images, and guard rails of account-regions. */
  readonly reader: Pick<ImageReader, 'observe' | 'observeAccountRegion'>;
  readonly writer: Writer;
  readonly journal: Journal;
  readonly queues: Queues;
  readonly policies: PolicySource;
  readonly organizations: OrganizationSource;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** The switch that stops all writing. */
  readonly brake: Pause;
  readonly imageCounts: ImageCounts;
  /** The keys that copies are encrypted under. */
  readonly keys: Keys;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** The same for what people ask for by invoking the function. */
export interface InvocationPorts extends RemediationPorts {
  readonly callers: Callers;
}
