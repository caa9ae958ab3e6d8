import { parseCoverageRequest } from '../../lib/app/coverage/coverage-request.ts';
import { tellCoverage, type CoveragePorts, type CoverageTold } from '../../lib/app/coverage/tell-coverage.ts';

/** The last step of a sweep of the organisation, told when that began; and every hour by itself. */
export const makeCoverage =
  (ports: CoveragePorts) =>
  (event: unknown): Promise<CoverageTold> =>
    tellCoverage(ports, parseCoverageRequest(event));
