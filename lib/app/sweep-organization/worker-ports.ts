import type { CoverageBook } from '../../ports/coverage-book.ts';
import type { SweepPorts } from '../sweep/sweep-ports.ts';

/** What a worker of account-regions needs. `share`: of EC2's token buckets, above 0 and at most 1. */
export interface WorkerPorts extends SweepPorts {
  readonly book: CoverageBook;
  readonly share: number;
}
