import * as z from 'zod';
import { openPages, type OpenPages } from '../../config/wire-journal.ts';
import { Fault } from '../../model/fault.ts';
import { oneOf } from '../../policy/source/schema/words.ts';
import type { EntryFilter } from '../../ports/journal-pages.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { screenOf } from '../output/screen.ts';
import { JOURNAL_FORMS } from './doc.ts';
import { streamedForm, type StreamedForm } from './form.ts';
import { FilterOptions, filterOf, isOnePlace, ONE_PLACE, PlaceOptions, placeOf } from './options.ts';
import { unreadables } from './unreadable.ts';

const Options = z
  .object({ ...PlaceOptions, ...FilterOptions, output: oneOf(JOURNAL_FORMS).default('table') })
  .refine(isOnePlace, ONE_PLACE);

const COMMAND = 'journal';

/** `ami-warden journal`. Answers the exit code: 0 read, 1 it could not be, 3 some entries were not understood. */
export const runJournal = async (raw: unknown, io: Io, started: Date): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, COMMAND, read.problems);
    return EXIT.error;
  }
  const { options } = read;
  try {
    const open = await openPages(placeOf(options, io.env));
    try {
      const form = streamedForm(options.output, screenOf(io.stdout, io.env));
      return await stream(open, filterOf(options, started), form, io);
    } finally {
      open.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    await complain(io, COMMAND, [fault.message]);
    return EXIT.error;
  }
};

const stream = async (
  { pages }: OpenPages,
  filter: EntryFilter,
  form: StreamedForm,
  io: Io,
): Promise<ExitCode> => {
  const reader = readerOf(io);
  const strange = unreadables(io, COMMAND);
  const say = async (text: string): Promise<void> => {
    if (text !== '') await print(io.stdout, text);
  };
  let count = 0;
  let cursor: string | null = null;
  try {
    await say(form.start());
    do {
      const page = await pages.read(filter, cursor);
      await say(form.add(page.entries));
      await strange.tell(page.unreadable);
      count += page.entries.length;
      cursor = page.next;
    } while (cursor !== null && !reader.isGone());
    await say(form.end());
  } finally {
    reader.leave();
  }
  const split = form.isSplit()
    ? '; too many to be sorted by time as one: narrow them with --since or --image'
    : '';
  const lost = strange.count() === 0 ? '' : `, ${String(strange.count())} not understood`;
  await print(io.stderr, `${String(count)} ${count === 1 ? 'entry' : 'entries'}${lost}${split}\n`);
  return strange.count() === 0 ? EXIT.clean : EXIT.partial;
};

/** Whether whoever reads stdout has gone: the rest of a large journal is then read for nobody. */
const readerOf = (io: Io): { readonly isGone: () => boolean; readonly leave: () => void } => {
  let isGone = false;
  const onError = (): void => {
    isGone = true;
  };
  io.stdout.on('error', onError);
  return {
    isGone: () => isGone,
    leave: () => {
      io.stdout.removeListener('error', onError);
    },
  };
};
