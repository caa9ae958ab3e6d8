import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireWorker } from '../../lib/config/wire-sweep.ts';
import { makeSweep } from './sweep.ts';

/** Lambda entry: sweeps a batch of account-regions, or as much of it as its time allows. Reads only. */
export const handler = instrument((telemetry) => makeSweep(wireWorker(processEnvironment(), { telemetry })));
