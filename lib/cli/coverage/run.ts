import * as z from 'zod';
import { readCoverage } from '../../app/coverage/read-coverage.ts';
import { COVERAGE_STATUSES, isTrouble, type Coverage, type CoverageStatus } from '../../model/coverage.ts';
import type { Organization } from '../../model/organization.ts';
import { subjectKey } from '../../model/subject.ts';
import { oneOf } from '../../policy/source/schema/words.ts';
import { PlaceFilterOptions } from '../estate/options.ts';
import { withInventory } from '../estate/with-inventory.ts';
import { isOnePlace, ONE_PLACE, PlaceOptions } from '../journal/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { print, type Io } from '../output/io.ts';
import { show } from '../output/show.ts';
import { COVERAGE_FORMS, USUAL_HOURS } from './doc.ts';
import { coverageForms } from './forms.ts';

const hours = z
  .string()
  .regex(/^\d{1,4}$/, 'expected a whole number of hours')
  .transform(Number)
  .optional();

const Options = z
  .object({
    ...PlaceOptions,
    ...PlaceFilterOptions,
    status: z.array(oneOf(COVERAGE_STATUSES)).optional(),
    silentHours: hours,
    staleHours: hours,
    output: oneOf(COVERAGE_FORMS).default('table'),
  })
  .refine(isOnePlace, ONE_PLACE);

const COMMAND = 'coverage';

/** `ami-warden coverage`. Answers the exit code: 0 all is looked after, 1 it could not be read, 2 something is not, 3 something is in part. */
export const runCoverage = (raw: unknown, io: Io, started: Date): Promise<ExitCode> =>
  withInventory(COMMAND, Options, raw, io, async (options, inventory, { book, limits: deployed }) => {
    const { account, region, status } = options;
    const { silentHours, staleHours } = deployed ?? { silentHours: USUAL_HOURS, staleHours: USUAL_HOURS };
    const limits = {
      silentHours: options.silentHours ?? silentHours,
      staleHours: options.staleHours ?? staleHours,
    };
    const all = (await readCoverage({ book, inventory, limits }, started)).map(({ coverage }) => coverage);
    const chosen = all
      .filter(({ place }) => account === undefined || place.account === account)
      .filter(({ place }) => region === undefined || place.region === region)
      .filter((one) => status === undefined || status.includes(one.status))
      .toSorted(byUrgency);
    await show(io, options.output, coverageForms(chosen, namesOf(await inventory.organization())));
    await print(io.stderr, `${totals(chosen)}\n`);
    return exitOf(chosen);
  });

const namesOf = (organization: Organization | null): ReadonlyMap<string, string> =>
  new Map(organization?.accounts.map(({ account, name }) => [account, name]));

// What somebody has to see to stands first.
const URGENCY: readonly CoverageStatus[] = [
  'denied',
  'never-enrolled',
  'silent',
  'stale',
  'partial',
  'waiting',
  'reporting',
  'disabled',
  'excluded',
  'suspended',
  'gone',
];

const byUrgency = (one: Coverage, other: Coverage): number =>
  URGENCY.indexOf(one.status) - URGENCY.indexOf(other.status) ||
  (subjectKey(one.place) < subjectKey(other.place) ? -1 : 1);

const totals = (all: readonly Coverage[]): string => {
  const counts = URGENCY.map(
    (status) => [status, all.filter((one) => one.status === status).length] as const,
  );
  const parts = counts
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${String(count)} ${status}`);
  const whole = `${String(all.length)} ${all.length === 1 ? 'account-region' : 'account-regions'}`;
  return parts.length === 0 ? whole : `${whole}: ${parts.join(', ')}`;
};

const exitOf = (all: readonly Coverage[]): ExitCode => {
  if (all.some(({ status }) => isTrouble(status))) return EXIT.findings;
  return all.some(({ status }) => status === 'partial') ? EXIT.partial : EXIT.clean;
};
