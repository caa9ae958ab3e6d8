import type { FindingRecord } from '../model/journal.ts';
import { isImage } from '../model/subject.ts';

// What the journal gives as ids. Anything else must not reach somebody's shell.
const ENTRY = /^[\x21-\x7e]{1,256}$/u;
const FUNCTION = /^[\x21-\x7e]{1,256}$/u;

/** The shell command that undoes what was done, quoted for a POSIX shell; null when nothing was changed, the subject is no image, or when the entry's id or the function's name is none. */
export const undoCommand = (record: FindingRecord, remediateFunction: string): string | null => {
  if (record.undo === null || !ENTRY.test(record.undo)) return null;
  if (!FUNCTION.test(remediateFunction)) return null;
  const { ref } = record.finding;
  if (!isImage(ref)) return null;
  const { account, region, image } = ref;
  const payload = JSON.stringify({ rollback: { account, region, image, entry: record.undo } });
  return (
    `aws lambda invoke --function-name ${quoted(remediateFunction)} ` +
    `--cli-binary-format raw-in-base64-out --payload '${inQuotes(payload)}' /dev/stdout`
  );
};

const inQuotes = (text: string): string => text.replaceAll("'", String.raw`'\''`);

const quoted = (word: string): string => (/^[\w.:/-]+$/u.test(word) ? word : `'${inQuotes(word)}'`);
