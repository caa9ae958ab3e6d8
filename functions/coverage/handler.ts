import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireCoverage } from '../../lib/config/wire-sweep.ts';
import { makeCoverage } from './coverage.ts';

/** Lambda entry: says what is looked after and what is not. Reaches no account but its own. */
export const handler = instrument((telemetry) =>
  makeCoverage(wireCoverage(processEnvironment(), { telemetry })),
);
