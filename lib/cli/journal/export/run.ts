import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { openArchive, type OpenArchive } from '../../../config/wire-archive.ts';
import { openPages } from '../../../config/wire-journal.ts';
import { Fault } from '../../../model/fault.ts';
import { sentence } from '../../../policy/source/schema/words.ts';
import type { JournalPages } from '../../../ports/journal-pages.ts';
import type { CommandIo } from '../../command-io.ts';
import { EXIT } from '../../output/exit-code.ts';
import { complain, print } from '../../output/io.ts';
import { readOptions } from '../../output/read-options.ts';
import { instantOf, moment, placeOf, PlaceOptions } from '../options.ts';
import { unreadables } from '../unreadable.ts';
import { exportedUntil, partName, type PartTime } from './part-name.ts';
import { writePart, type WrittenPart } from './write-part.ts';

const Options = z
  .object({
    ...PlaceOptions,
    to: sentence.regex(/^(?!s3:)|^s3:\/\/[a-z0-9][a-z0-9.-]+[a-z0-9](?:\/.*)?$/, {
      error: 'expected s3://bucket/prefix, a folder or a file',
    }),
    since: moment.optional(),
    until: moment.default(15 * 60),
  })
  .refine(({ file, table, via }) => [file, table, via].filter((one) => one !== undefined).length <= 1, {
    path: ['table'],
    message: 'expected without --file',
  });

const COMMAND = 'journal export';
const INTERRUPTED = 130;

/** `ami-warden journal export`. Answers the exit code: 0 written, or nothing new; 1 it could not be; 3 some entries were not understood; 130 interrupted. */
export const runExport = async (raw: unknown, io: CommandIo, started: Date): Promise<number> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, COMMAND, read.problems);
    return EXIT.error;
  }
  const { options } = read;
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) io.once(signal, interrupt);
  try {
    const open = await openPages(placeOf(options, io.env));
    try {
      const target = await openArchive(options.to, options.profile ?? null, io.env);
      const since = options.since === undefined ? null : instantOf(options.since, started);
      const time = timeOf(since, instantOf(options.until, started), await target.archive.names());
      return await exportPart(open.pages, target, time, io, stop.signal);
    } finally {
      open.close();
    }
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    if (!(error instanceof Fault)) throw error;
    await complain(io, COMMAND, [error.message]);
    return EXIT.error;
  }
};

/** From where to where. Throws a `Fault` when that would leave a gap behind the last part, or hold some of it twice. */
const timeOf = (since: string | null, until: string, names: readonly string[]): PartTime => {
  const last = exportedUntil(names);
  if (last === null || since === null || since === last) return { since: since ?? last, until };
  const why = `the parts that are there end at ${last}: leave --since away to go on, or name another place`;
  throw new Fault('Export', 'OutOfLine', why, { retryable: false });
};

const exportPart = async (
  pages: JournalPages,
  { archive, isSeries }: OpenArchive,
  time: PartTime,
  io: CommandIo,
  signal: AbortSignal,
): Promise<number> => {
  const strange = unreadables(io, COMMAND);
  const draft = join(archive.drafts, `.ami-warden-${randomUUID()}.part`);
  try {
    const filter = { ...(time.since === null ? {} : { since: time.since }), until: time.until };
    const part = await writePart(draft, pages, filter, strange.tell, signal);
    const lines = part.entries + strange.count();
    if (lines === 0 && isSeries) {
      await print(io.stderr, `nothing new until ${time.until}\n`);
      return EXIT.clean;
    }
    const place = await archive.put(partName(time), draft);
    await print(io.stdout, `${place}\n`);
    await print(io.stderr, summaryOf(part, strange.count()));
  } finally {
    await rm(draft, { force: true });
  }
  return strange.count() === 0 ? EXIT.clean : EXIT.partial;
};

const summaryOf = ({ entries, first, last }: WrittenPart, lost: number): string => {
  const count = `${String(entries)} ${entries === 1 ? 'entry' : 'entries'}`;
  const time = first === null || last === null ? '' : `, from ${first} to ${last}`;
  return `${count}${time}${lost === 0 ? '' : `; ${String(lost)} not understood, kept as they stand`}\n`;
};
