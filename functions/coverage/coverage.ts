import {
  tellCoverage,
  type CoverageCounts,
  type CoveragePorts,
} from '../../lib/app/coverage/tell-coverage.ts';

/** The last step of a sweep of the organisation, and every hour by itself; what it is called with does not matter. */
export const makeCoverage = (ports: CoveragePorts) => (): Promise<CoverageCounts> => tellCoverage(ports);
