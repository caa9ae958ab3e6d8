import type * as z from 'zod';
import type { Inventory } from '../../ports/inventory.ts';
import { openInventory, type OpenInventory } from '../../config/wire-inventory.ts';
import { Fault } from '../../model/fault.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, type Io } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { type PlaceFlags, placeOf } from '../journal/options.ts';

/** Reads a command's flags, opens the inventory that they name and closes it after; what cannot be read is told, and the command has failed. */
export const withInventory = async <Options extends PlaceFlags>(
  command: string,
  schema: z.ZodType<Options>,
  raw: unknown,
  io: Io,
  work: (options: Options, inventory: Inventory, opened: OpenInventory) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const read = readOptions(schema, raw);
  if (!read.ok) {
    await complain(io, command, read.problems);
    return EXIT.error;
  }
  try {
    const opened = await openInventory(placeOf(read.options, io.env));
    try {
      return await work(read.options, opened.inventory, opened);
    } finally {
      opened.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    await complain(io, command, [fault.message]);
    return EXIT.error;
  }
};
