import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireSurvey } from '../../lib/config/wire-sweep.ts';
import { makeSurvey } from './survey.ts';

/** Lambda entry: walks the organisation and lists what is to be swept. Reads nothing but which regions an account has. */
export const handler = instrument((telemetry) => makeSurvey(wireSurvey(processEnvironment(), { telemetry })));
