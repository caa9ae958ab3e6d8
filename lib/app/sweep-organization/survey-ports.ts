import type { Region } from '../../model/ids.ts';
import type { AccountRegions } from '../../ports/account-regions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CoverageBook } from '../../ports/coverage-book.ts';
import type { Inventory } from '../../ports/inventory.ts';
import type { OrganizationSource } from '../../ports/organization-source.ts';
import type { SweepLists } from '../../ports/sweep-list.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** How a sweep of the organisation goes about. `regions`: those that are looked after; null: all that an account has enabled. */
interface SweepPlanSettings {
  readonly regions: readonly Region[] | null;
  /** How many account-regions are looked at at once. */
  readonly concurrency: number;
  /** How many of a hundred workers may fail before the sweep as a whole has failed. */
  readonly toleratedFailurePercentage: number;
}

/** What finding out where to sweep needs. */
export interface SurveyPorts {
  readonly organizations: OrganizationSource;
  readonly inventory: Pick<Inventory, 'organization' | 'putOrganization'>;
  readonly regions: AccountRegions;
  readonly book: CoverageBook;
  readonly lists: SweepLists;
  readonly settings: SweepPlanSettings;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}
