import * as z from 'zod';
import { knownPlaces } from '../../app/estate/known-images.ts';
import { quotaUses } from '../../app/estate/quota-uses.ts';
import { oneOf } from '../../policy/source/schema/words.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { howOld, sweptPlace } from '../estate/how-old.ts';
import { PlaceFilterOptions } from '../estate/options.ts';
import { withInventory } from '../estate/with-inventory.ts';
import { instantOf, isOnePlace, moment, ONE_PLACE, PlaceOptions } from '../journal/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { print, type Io } from '../output/io.ts';
import { show } from '../output/show.ts';
import { QUOTA_NAMES, QUOTAS_FORMS } from './doc.ts';
import { quotaForms } from './show.ts';

const NINETY_DAYS = 90 * 86_400;

const Options = z
  .object({
    ...PlaceOptions,
    ...PlaceFilterOptions,
    quota: z.array(oneOf(QUOTA_NAMES)).default([...QUOTA_NAMES]),
    since: moment.default(NINETY_DAYS),
    output: oneOf(QUOTAS_FORMS).default('table'),
  })
  .refine(isOnePlace, ONE_PLACE);

const COMMAND = 'quotas';

/** `ami-warden quotas`. Answers the exit code: 0 shown, 1 it could not be, 3 something was not counted. */
export const runQuotas = (raw: unknown, io: Io, started: Date): Promise<ExitCode> =>
  withInventory(COMMAND, Options, raw, io, (options, inventory) => tell(options, inventory, io, started));

const tell = async (
  options: z.infer<typeof Options>,
  inventory: Inventory,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const { account, region } = options;
  const places = await knownPlaces(inventory, {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  });
  const since = instantOf(options.since, now);
  const uses = await quotaUses(inventory, places, options.quota, since, now);
  const swept = places.map(sweptPlace);
  await show(io, options.output, quotaForms(uses, swept, now));
  const uncounted = places.filter(({ counts }) => counts.length === 0).length;
  // How many an image may be shared with is asked for only where a policy watches it.
  const unlimited = uses.filter(({ quota, limit }) => limit === null && quota !== 'ami-shares').length;
  const lines = [
    ...howOld(swept, now),
    ...(uncounted === 0 ? [] : [`nothing was counted in ${String(uncounted)}`]),
    ...(unlimited === 0 ? [] : [`of ${String(unlimited)} the limit is not known`]),
  ];
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  return uncounted + unlimited === 0 ? EXIT.clean : EXIT.partial;
};
