import * as z from 'zod';
import { type ImageFilter, knownImages, knownPlaces, launchersOf } from '../../app/estate/known-images.ts';
import { reachesOf } from '../../app/estate/reach.ts';
import { targetOf } from '../../app/estate/target.ts';
import type { KnownImage, KnownPlace } from '../../model/inventory.ts';
import { oneOf, sentence } from '../../policy/source/schema/words.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { howOld, sweptPlace } from '../estate/how-old.ts';
import { imageFilterOf, ImageFilterOptions } from '../estate/options.ts';
import { withInventory } from '../estate/with-inventory.ts';
import { isOnePlace, ONE_PLACE, PlaceOptions } from '../journal/options.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { INVENTORY_FORMS } from './doc.ts';
import { listing } from './listing.ts';

const Options = z
  .object({
    ...PlaceOptions,
    ...ImageFilterOptions,
    sharedWith: sentence.optional(),
    output: oneOf(INVENTORY_FORMS).default('table'),
  })
  .refine(isOnePlace, ONE_PLACE);

const COMMAND = 'inventory';

/** `ami-warden inventory`. Answers the exit code: 0 shown, 1 it could not be, 3 not all of it is known. */
export const runInventory = (raw: unknown, io: Io, started: Date): Promise<ExitCode> =>
  withInventory(COMMAND, Options, raw, io, (options, inventory) => list(options, inventory, io, started));

const list = async (
  options: z.infer<typeof Options>,
  inventory: Inventory,
  io: Io,
  now: Date,
): Promise<ExitCode> => {
  const choose = await choiceOf(options.sharedWith, inventory);
  if (typeof choose === 'string') {
    await complain(io, COMMAND, [`--shared-with: ${choose}`]);
    return EXIT.error;
  }
  const filter = imageFilterOf(options);
  const places = await knownPlaces(inventory, filter);
  const seen = await printImages(inventory, places, filter, choose, listing(options.output, io, now));
  const lines = [
    `${String(seen.count)} ${seen.count === 1 ? 'image' : 'images'}${options.sharedWith === undefined ? '' : ` of ${String(seen.of)}`}`,
    ...howOld(places.map(sweptPlace), now),
    ...(seen.unknown === 0 ? [] : [`of ${String(seen.unknown)} nobody read yet who may launch them`]),
  ];
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  return seen.unknown > 0 && options.sharedWith !== undefined ? EXIT.partial : EXIT.clean;
};

/** Whether an image is wanted for those whom it reaches; the problem when they cannot be told. */
const choiceOf = async (
  whom: string | undefined,
  inventory: Inventory,
): Promise<((image: KnownImage) => boolean) | string> => {
  if (whom === undefined) return () => true;
  const organization = await inventory.organization();
  const meant = targetOf(whom, organization);
  if (!meant.ok) return meant.problem;
  return (image) => reachesOf(launchersOf(image).principals, meant.target, organization).length > 0;
};

const printImages = async (
  inventory: Inventory,
  places: readonly KnownPlace[],
  filter: ImageFilter,
  choose: (image: KnownImage) => boolean,
  out: ReturnType<typeof listing>,
): Promise<{ readonly count: number; readonly of: number; readonly unknown: number }> => {
  let [count, of, unknown] = [0, 0, 0];
  await out.start();
  for (const place of places) {
    for await (const page of knownImages(inventory, place, filter)) {
      const chosen = page.filter(choose);
      of += page.length;
      count += chosen.length;
      unknown += page.filter((image) => !launchersOf(image).isWhole).length;
      await out.add(chosen);
    }
  }
  await out.end();
  return { count, of, unknown };
};
