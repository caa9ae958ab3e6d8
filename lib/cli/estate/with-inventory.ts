import type { CoverageBook } from '../../ports/coverage-book.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { openInventory } from '../../config/wire-inventory.ts';
import type { JournalPlace } from '../../config/wire-journal.ts';
import { Fault } from '../../model/fault.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, type Io } from '../output/io.ts';

/** Opens an inventory for a command and closes it after; what cannot be read is told, and the command has failed. */
export const withInventory = async (
  command: string,
  place: JournalPlace,
  io: Io,
  work: (inventory: Inventory, book: CoverageBook) => Promise<ExitCode>,
): Promise<ExitCode> => {
  try {
    const { inventory, book, close } = await openInventory(place);
    try {
      return await work(inventory, book);
    } finally {
      close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    await complain(io, command, [fault.message]);
    return EXIT.error;
  }
};
