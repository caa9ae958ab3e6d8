import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireRemediate } from '../../lib/config/wire-remediate.ts';
import { makeRemediate } from './remediate.ts';

/** Lambda entry: applies plans and undoes them. The only function that may write to images. */
export const handler = instrument((telemetry) =>
  makeRemediate(wireRemediate(processEnvironment(), { telemetry })),
);
