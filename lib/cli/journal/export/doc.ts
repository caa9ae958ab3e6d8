import type { CommandDoc } from '../../command/doc.ts';
import { PLACE_FLAGS, STACK_FLAG } from '../doc.ts';

/** Help of `ami-warden journal export` as data. */
export const EXPORT_DOC: CommandDoc = {
  path: ['journal', 'export'],
  summary: 'keep the journal for good, as gzipped JSON lines, going on from the last time',
  description: [
    'Writes the journal as gzipped JSON lines, an entry a line, into a file, or as one part after the other into a folder or under an S3',
    'prefix. The name of a part says the time that it holds; the next export goes on where the last part ends. A part is there',
    'whole or not at all, and none is ever replaced. stdout names what was written.',
  ].join('\n'),
  options: [
    {
      flags: '--to <place>',
      text: 'where to: s3://bucket/prefix, a folder (one that is there, or with a slash at its end), or a new file',
      takes: 'file',
    },
    ...PLACE_FLAGS,
    STACK_FLAG,
    {
      flags: '--since <moment>',
      text: 'begin there: so long ago (7d), a date or an instant',
      fallback: 'where the last part ends, or the beginning',
    },
    { flags: '--until <moment>', text: 'end there', fallback: '15m: what was written before, that is' },
  ],
  notes: [
    'An entry has the time at which its subject was judged, and is written some moments later: hence the 15 minutes, which is as long as a',
    'function can run. A part of which nothing would be in is not written. In S3 it needs s3:ListBucket and s3:PutObject.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'the entries are there, or there was nothing new' },
    {
      code: 1,
      text: 'nothing was written: the journal or the place could not be used, or the flags are wrong',
    },
    { code: 3, text: 'it was written; some entries were not understood, and are kept as they stand' },
    { code: 130, text: 'Ctrl-C: nothing was written' },
  ],
  examples: [
    'ami-warden journal export --table ami-warden-prod-journal --to s3://audit-archive/ami-warden/',
    'ami-warden journal export --to backups/',
    'ami-warden journal export --since 2027-01-01 --until 2027-02-01 --to january.jsonl.gz',
  ],
};
