import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireNotify } from '../../lib/config/wire-notify.ts';
import { makeNotify } from './notify.ts';

/** Lambda entry: tells people and programs. Holds no EC2 rights. */
export const handler = instrument((telemetry) => makeNotify(wireNotify(processEnvironment(), { telemetry })));
