import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireGuard } from '../../lib/config/wire-guard.ts';
import { makeGuard } from './guard.ts';

/** Lambda entry: judges changes. Holds read-only EC2 rights. */
export const handler = instrument((telemetry) => makeGuard(wireGuard(processEnvironment(), { telemetry })));
