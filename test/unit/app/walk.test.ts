import { expect, test } from 'vitest';
import { makeSurvey } from '../../../functions/survey/survey.ts';
import type { SurveyPorts } from '../../../lib/app/sweep-organization/survey-ports.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { Organization } from '../../../lib/model/organization.ts';
import { ORGANIZATION } from './stage.ts';

/** What a walk needs, and nothing of what a sweep does. */
const portsOf = (
  organization: () => Promise<Organization>,
): { readonly ports: SurveyPorts; readonly kept: readonly Organization[] } => {
  const kept: Organization[] = [];
  const ports: Partial<SurveyPorts> = {
    organizations: { organization },
    inventory: {
      organization: () => Promise.resolve(null),
      putOrganization: (one) => Promise.resolve(void kept.push(one)),
    },
  };
  return { ports: ports as SurveyPorts, kept };
};

test('a walk by the clock keeps the organisation and sweeps nothing', async () => {
  const { ports, kept } = portsOf(() => Promise.resolve(ORGANIZATION));
  expect(await makeSurvey(ports)({ walk: true })).toEqual({ accounts: 3 });
  expect(kept).toEqual([ORGANIZATION]);
});

test('a walk that fails is told as a failure of the function, and nothing is kept', async () => {
  const denied = new Fault('ListRoots', 'AccessDeniedException', 'no', { retryable: false });
  const { ports, kept } = portsOf(() => Promise.reject(denied));
  await expect(makeSurvey(ports)({ walk: true })).rejects.toBe(denied);
  expect(kept).toEqual([]);
});
