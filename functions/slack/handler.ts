import { instrument } from '../../lib/config/instrument.ts';
import { processEnvironment } from '../../lib/config/settings.ts';
import { wireSlack } from '../../lib/config/wire-slack.ts';
import { makeSlack } from './slack.ts';

/** Lambda entry: takes clicks from Slack, and passes on what those may ask for who did. Holds no rights on images or the journal. */
export const handler = instrument((telemetry) => makeSlack(wireSlack(processEnvironment(), { telemetry })));
