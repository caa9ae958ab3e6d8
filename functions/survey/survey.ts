import { isWalkRequest, parseSurveyRequest } from '../../lib/app/sweep-organization/messages.ts';
import { survey, type SweepPlan } from '../../lib/app/sweep-organization/survey.ts';
import type { SurveyPorts } from '../../lib/app/sweep-organization/survey-ports.ts';
import { walk, type Walked } from '../../lib/app/sweep-organization/walk.ts';

/** The first step of a sweep of the organisation, by the state machine; or, by the clock, a walk of the organisation alone. */
export const makeSurvey =
  (ports: SurveyPorts) =>
  (event: unknown): Promise<SweepPlan | Walked> =>
    isWalkRequest(event) ? walk(ports) : survey(parseSurveyRequest(event), ports);
