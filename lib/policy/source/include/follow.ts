import type { SourcePosition } from '../../../model/policy.ts';
import { readYaml } from '../read-yaml.ts';
import type { Section } from '../schema/include.ts';
import { placeText, type Located, type Problem, type SourceFile } from '../source-file.ts';
import { includesIn, type Include } from './includes-of.ts';
import { isBelow, isGlob, pathFits, plainPath } from './path.ts';

/** One file of a policy, read. */
export interface PolicyFile {
  readonly name: string;
  readonly root: Located;
  /** What it may hold; null for the policy itself, which may hold all. */
  readonly may: readonly Section[] | null;
  /** Where it is included; null for the policy itself and for files that were given beside it. */
  readonly includedAt: SourcePosition | null;
}

/** The files in the order of the policy, and what is wrong or odd with how they lead to each other. */
export interface FollowedFiles {
  readonly files: readonly PolicyFile[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Why files could not be read, by name. */
export type Unreadable = ReadonlyMap<string, string>;

/** A file in the hands of others: it can ask for more, and excuse nothing. */
const OF_TEAMS: readonly Section[] = ['groups', 'rules', 'overrides', 'tests'];

/** Whether a file is in the hands of others, by an include that says nothing of what it may hold. */
export const isOfTeam = ({ may }: Pick<PolicyFile, 'may'>): boolean => may === OF_TEAMS;

/** A file that is given beside the policy: it judges nothing. */
const GIVEN: readonly Section[] = ['groups', 'waivers', 'tests'];

/** More than an organisation has teams. */
export const MOST_FILES = 1_000;
const MOST_ENTRIES = 1_000;
const MOST_CHARACTERS = 4_000_000;
const MOST_VALUES = 400_000;

/**
 * Reads the policy, then what it includes, each file before those that it includes itself, then the files given beside it that
 * nothing includes. The first file is the policy.
 */
export const followIncludes = (files: readonly SourceFile[], unreadable: Unreadable): FollowedFiles => {
  const journey = new Journey(files, unreadable);
  const [main, ...given] = files;
  if (main !== undefined) journey.visit(main, null, null, []);
  for (const file of given) if (!journey.knows(file.name)) journey.visit(file, GIVEN, null, []);
  return journey;
};

class Journey implements FollowedFiles {
  readonly files: PolicyFile[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #sources = new Map<string, SourceFile>();
  readonly #seen = new Map<string, SourcePosition | null>();
  readonly #unreadable: Unreadable;
  readonly #main: string;
  #values = MOST_VALUES;
  #characters = 0;
  #entries = 0;

  constructor(files: readonly SourceFile[], unreadable: Unreadable) {
    this.#unreadable = unreadable;
    this.#main = files[0]?.name ?? '';
    for (const file of files) {
      const key = plainPath(file.name);
      if (this.#sources.has(key)) {
        this.problems.push({ at: topOf(file.name), message: 'this file is given twice: expected once' });
      } else this.#sources.set(key, file);
    }
  }

  knows(name: string): boolean {
    return this.#seen.has(plainPath(name));
  }

  visit(
    file: SourceFile,
    may: PolicyFile['may'],
    includedAt: SourcePosition | null,
    above: readonly string[],
  ): void {
    this.#seen.set(plainPath(file.name), includedAt);
    if (this.#seen.size > MOST_FILES) {
      if (this.#seen.size === MOST_FILES + 1) {
        const message = `too many files: expected at most ${String(MOST_FILES)}`;
        this.problems.push({ at: includedAt ?? topOf(file.name), message });
      }
      return;
    }
    this.#characters += file.text.length;
    if (this.#characters > MOST_CHARACTERS && above.length > 0) {
      const message = `too large: expected at most ${String(MOST_CHARACTERS)} characters in all files`;
      this.problems.push({ at: includedAt ?? topOf(file.name), message });
      return;
    }
    const { root, problems, values } = readYaml(file, this.#values);
    this.#values -= values;
    this.problems.push(...problems);
    if (root === null) return;
    this.files.push({ name: file.name, root, may, includedAt });
    const chain = [...above, file.name];
    for (const include of includesIn(root, file.name)) {
      if (++this.#entries > MOST_ENTRIES) {
        this.problems.push({
          at: include.at,
          message: `too many includes: expected at most ${String(MOST_ENTRIES)} in all files`,
        });
        return;
      }
      this.#follow(include, may, chain);
    }
  }

  #follow(include: Include, may: PolicyFile['may'], chain: readonly string[]): void {
    const wrong = this.#wrongPath(include, chain) ?? tooMuch(include, may);
    if (wrong !== null) {
      this.problems.push({ at: include.at, message: wrong });
      return;
    }
    const targets = this.#targets(include.path);
    for (const target of targets) this.#enter(target, include, include.may ?? may ?? OF_TEAMS, chain);
    if (targets.length === 0) {
      this.warnings.push({ at: include.at, message: `${JSON.stringify(include.written)} matches no file` });
    }
  }

  #targets(path: string): readonly string[] {
    if (!isGlob(path)) return [path];
    return [...this.#sources.keys(), ...this.#unreadable.keys()]
      .filter((name) => pathFits(path, name))
      .toSorted();
  }

  #enter(key: string, { at, written }: Include, may: readonly Section[], chain: readonly string[]): void {
    const target = this.#sources.get(key);
    if (target === undefined) {
      const which = isGlob(written) ? key : JSON.stringify(written);
      const why = this.#unreadable.get(key) ?? 'there is no such file';
      this.problems.push({ at, message: `${which} cannot be read: ${why}: expected a file of the policy` });
      return;
    }
    const round = chain.findIndex((name) => plainPath(name) === key);
    if (round >= 0) {
      const circle = chainText([...chain.slice(round), target.name]);
      this.problems.push({
        at,
        message: `a circle of includes (${circle}): expected files that lead back to none`,
      });
      return;
    }
    const first = this.#seen.get(key);
    if (first !== undefined) {
      const where = first === null ? '' : ` by ${placeText(first)}`;
      const message = `${target.name} is included${where} already: expected once (${chainText([...chain, target.name])})`;
      this.problems.push({ at, message });
      return;
    }
    this.visit(target, may, at, chain);
  }

  #wrongPath({ path, written }: Include, chain: readonly string[]): string | null {
    if (written.includes('**')) return `${JSON.stringify(written)}: expected * and ? for parts of one name`;
    const isMain = chain.length === 1 && chain[0] === this.#main;
    if (isBelow(this.#main, path) || (isMain && !isGlob(path))) return null;
    const expected = isGlob(path)
      ? 'expected whole names there'
      : `expected one in it (only ${this.#main} itself may name others)`;
    return `${JSON.stringify(written)} leads out of the folder of the policy: ${expected}`;
  }
}

const tooMuch = ({ may: asked }: Include, may: PolicyFile['may']): string | null => {
  const more = may === null ? [] : (asked ?? []).filter((section) => !may.includes(section));
  if (more.length === 0 || may === null) return null;
  return `${more.join(', ')}: expected only what this file may hold itself (${may.join(', ')})`;
};

const topOf = (file: string): SourcePosition => ({ file, line: 1, column: 1 });

const MOST_STEPS = 8;

const chainText = (names: readonly string[]): string => {
  const left = names.length - MOST_STEPS;
  const shown = left <= 0 ? names : [...names.slice(0, 4), `… ${String(left)} more …`, ...names.slice(-4)];
  return shown.join(' -> ');
};
