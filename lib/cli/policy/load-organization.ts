import type { Organization } from '../../model/organization.ts';
import { print, type Io } from '../output/io.ts';
import { problemLines } from './problem-line.ts';
import { readFiles } from './read-files.ts';
import { readOrganization } from './test/organization.ts';

/** The organisation that `--organization` names, as it stood at `now`: null without the flag, `bad` when it could not be used, which was told. */
export const loadOrganization = async (
  path: string | undefined,
  io: Io,
  now: Date,
): Promise<Organization | null | 'bad'> => {
  if (path === undefined) return null;
  const read = await readFiles([path], io.stdin);
  const parsed = read.ok
    ? readOrganization(read.files[0] ?? { name: path, text: '' }, now)
    : { ok: false as const, problems: read.problems };
  if (parsed.ok) return parsed.organization;
  await print(io.stderr, problemLines(parsed.problems, 'error'));
  return 'bad';
};
