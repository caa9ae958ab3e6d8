import type { Clock } from '../../ports/clock.ts';
import type { Inventory } from '../../ports/inventory.ts';
import type { PlaceReader } from '../../ports/estate-reader.ts';
import type { PolicySource } from '../../ports/policy-source.ts';
import type { QuotaReader } from '../../ports/quota-reader.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** What telling the use of quotas takes. */
export interface UsagePorts {
  readonly inventory: Pick<Inventory, 'place' | 'usage'>;
  readonly policies: PolicySource;
  readonly clock: Clock;
}

/** What counting them takes. */
export interface CountPorts extends UsagePorts {
  readonly inventory: Pick<Inventory, 'place' | 'usage' | 'putPlace' | 'noteUsage'>;
  readonly quotas: QuotaReader;
  readonly telemetry: Telemetry;
}

/** What a sweep has seen of a place. `images`: of the account itself; what the Recycle Bin holds is asked of `reader`. */
export interface SeenPlace {
  readonly images: number;
  readonly publicImages: number;
  readonly reader: Pick<PlaceReader, 'recycledImages' | 'snapshotCount'>;
}
