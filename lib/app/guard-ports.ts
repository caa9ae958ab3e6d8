import type { Clock } from '../ports/clock.ts';
import type { HeardPlaces } from './inventory/keep-place.ts';
import type { ImageReader } from '../ports/images.ts';
import type { Inventory } from '../ports/inventory.ts';
import type { Journal } from '../ports/journal.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Queues } from '../ports/queues.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** What judging an image needs; nothing in it can write to AWS's images. */
export interface GuardPorts {
  readonly reader: ImageReader;
  readonly journal: Journal;
  readonly queues: Queues;
  readonly policies: PolicySource;
  readonly organizations: OrganizationSource;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** Name of the role that the remediation writes with: its sessions' events may be our own. */
  readonly writerRoleName: string;
}

/** What the way of an event needs: what was seen on it is kept. */
export interface EventPorts extends GuardPorts {
  readonly inventory: Inventory;
  /** Lives as long as the process. */
  readonly heard: HeardPlaces;
}
