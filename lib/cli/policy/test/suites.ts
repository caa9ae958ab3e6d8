import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { whyUnreadable } from '../read-files.ts';

/** The files of one policy and its tests, the policy first. */
export type Suite = readonly string[];

const POLICY = /^(?:ami-)?policy\.ya?ml$/;
const YAML = /\.ya?ml$/;

/**
 * Sorts what the command line names into suites. The first file is a policy and all others add to it, those in folders
 * included; a folder with a policy.yaml of its own is a suite of its own, with the YAML files in and below it.
 */
export const suitesOf = async (
  paths: readonly string[],
): Promise<
  | { readonly ok: true; readonly suites: readonly Suite[] }
  | { readonly ok: false; readonly problems: readonly string[] }
> => {
  const base: string[] = [];
  const suites: Suite[] = [];
  const cases: string[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    try {
      if (path === '-' || !(await stat(path)).isDirectory()) {
        base.push(path);
        continue;
      }
      const found = await search(path);
      if (found.suites.length + found.cases.length === 0) problems.push(`${path} holds no YAML file`);
      suites.push(...found.suites);
      cases.push(...found.cases);
    } catch (error) {
      problems.push(`${path} cannot be read: ${whyUnreadable(error)}`);
    }
  }
  const [stray] = cases;
  if (base.length === 0 && stray !== undefined) {
    problems.push(
      `${stray} belongs to no policy: name the policy as well, or put a policy.yaml into ${dirname(stray)}`,
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  const own = base.length === 0 ? [] : [[...base, ...cases]];
  return { ok: true, suites: [...own, ...suites] };
};

interface Found {
  readonly suites: readonly Suite[];
  readonly cases: readonly string[];
}

/** Links to folders are not followed: they may lead in a circle. */
const search = async (folder: string): Promise<Found> => {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const yaml = entries
    .filter((entry) => !entry.isDirectory() && YAML.test(entry.name))
    .map(({ name }) => join(folder, name));
  const below: Found[] = [];
  for (const entry of entries) if (entry.isDirectory()) below.push(await search(join(folder, entry.name)));
  const suites = below.flatMap((found) => found.suites);
  const cases = [...yaml, ...below.flatMap((found) => found.cases)];
  const policy = yaml.find((path) => POLICY.test(basename(path)));
  if (policy === undefined) return { suites, cases };
  return { suites: [[policy, ...cases.filter((path) => path !== policy)], ...suites], cases: [] };
};
