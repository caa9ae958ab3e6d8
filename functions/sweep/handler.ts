import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireWorker } from '../../lib/config/wire-sweep.ts';
import { makeSweep } from './sweep.ts';

/** Lambda entry: sweeps one account-region, or a part of it. Reads only. */
export const handler = instrument((telemetry) => makeSweep(wireWorker(processEnvironment(), { telemetry })));
