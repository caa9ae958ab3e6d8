import * as z from 'zod';
import { knownPlaces } from '../../app/estate/known-images.ts';
import { principalsOf, sharesWith } from '../../app/estate/shares.ts';
import { knowsMembersOf, targetOf } from '../../app/estate/target.ts';
import { oneOf, sentence } from '../../policy/source/schema/words.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { howOld, sweptPlace } from '../estate/how-old.ts';
import { imageFilterOf, ImageFilterOptions } from '../estate/options.ts';
import { withInventory } from '../estate/with-inventory.ts';
import { isOnePlace, ONE_PLACE, PlaceOptions } from '../journal/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { show } from '../output/show.ts';
import { SHARES_FORMS } from './doc.ts';
import { principalForms, shareForms } from './show.ts';

const Options = z
  .object({
    ...PlaceOptions,
    ...ImageFilterOptions,
    with: sentence.optional(),
    output: oneOf(SHARES_FORMS).default('table'),
  })
  .refine(isOnePlace, ONE_PLACE);

const COMMAND = 'shares';

/** `ami-warden shares`. Answers the exit code: 0 shown, 1 it could not be, 3 not all of it is known. */
export const runShares = (raw: unknown, io: Io, started: Date): Promise<ExitCode> =>
  withInventory(COMMAND, Options, raw, io, (options, inventory) =>
    options.with === undefined
      ? tellPrincipals(options, inventory, io, started)
      : tellShares(options.with, options, inventory, io, started),
  );

const tellPrincipals = async (
  options: z.infer<typeof Options>,
  inventory: Inventory,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const filter = imageFilterOf(options);
  const places = await knownPlaces(inventory, filter);
  const organization = await inventory.organization();
  const { uses, unknown } = await principalsOf(inventory, places, filter);
  const swept = places.map(sweptPlace);
  await show(io, options.output, principalForms({ uses, unknown, swept, organization }));
  const lines = [...howOld(swept, now), ...unknownLines(unknown)];
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  return unknown === 0 ? EXIT.clean : EXIT.partial;
};

const tellShares = async (
  whom: string,
  options: z.infer<typeof Options>,
  inventory: Inventory,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const organization = await inventory.organization();
  const meant = targetOf(whom, organization);
  if (!meant.ok) {
    await complain(io, COMMAND, [`--with: ${meant.problem}`]);
    return EXIT.error;
  }
  const filter = imageFilterOf(options);
  const places = await knownPlaces(inventory, filter);
  const { shared, unknown } = await sharesWith(inventory, places, filter, meant.target, organization);
  const knowsMembers = knowsMembersOf(meant.target, organization);
  const swept = places.map(sweptPlace);
  await show(
    io,
    options.output,
    shareForms({ whom, shared, unknown, knowsMembers, swept, organization }, now),
  );
  const lines = [
    ...howOld(swept, now),
    ...unknownLines(unknown),
    ...(knowsMembers
      ? []
      : [
          `who belongs to ${whom}, or what it belongs to, is not known: only what names it, and what is public`,
        ]),
  ];
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  return unknown === 0 && knowsMembers ? EXIT.clean : EXIT.partial;
};

const unknownLines = (unknown: number): readonly string[] =>
  unknown === 0
    ? []
    : [`of ${String(unknown)} ${unknown === 1 ? 'image' : 'images'} nobody read yet who may launch them`];
