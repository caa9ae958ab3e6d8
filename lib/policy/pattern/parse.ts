import {
  foldCase,
  LAST_CODE_POINT,
  negate,
  PERL_CLASSES,
  POSIX_CLASSES,
  union,
  type CharacterSet,
} from './characters.ts';

/** What a pattern says. `assert` looks without taking a character: start, end, at a word's edge, not at one. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'edge' | 'no-edge' }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: PatternNode;
      readonly min: number;
      readonly max: number | null;
    };

/** Why a pattern is refused; `index` counts its characters from 0. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

// RE2's own bound for {n,m}; nesting is bounded because the parser calls itself.
const MOST_REPEATS = 1000;
const DEEPEST = 100;
const CONTROL = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
  ['v', 0x0b],
]);

interface Flags {
  readonly fold: boolean;
  readonly dotAll: boolean;
}

/** Reads a pattern in the syntax of RE2. Throws `PatternError` for what RE2 refuses (save two groups of one name), and for `(?m)`, `\p`, `\C`, `\Q` and octal escapes. */
export const parsePattern = (pattern: string): PatternNode => new Reader(pattern).whole();

class Reader {
  readonly #points: readonly string[];
  #at = 0;
  #flags: Flags = { fold: false, dotAll: false };

  constructor(pattern: string) {
    this.#points = Array.from(pattern);
  }

  whole(): PatternNode {
    const node = this.#choice(0);
    if (this.#at < this.#points.length) this.#refuse('a `)` without its `(`');
    return node;
  }

  #choice(depth: number): PatternNode {
    if (depth > DEEPEST) this.#refuse(`groups nested deeper than ${String(DEEPEST)}`);
    const nodes = [this.#sequence(depth)];
    while (this.#take('|')) nodes.push(this.#sequence(depth));
    return { kind: 'choice', nodes };
  }

  #sequence(depth: number): PatternNode {
    const nodes: PatternNode[] = [];
    for (let next = this.#peek(); next !== null && next !== '|' && next !== ')'; next = this.#peek()) {
      const from = this.#at;
      if (this.#repetition() !== null) this.#refuse('nothing to repeat', from);
      const node = this.#atom(depth);
      if (node === null) continue;
      const times = this.#repetition();
      nodes.push(times === null ? node : { kind: 'repeat', node, ...times });
      if (times !== null && this.#repetition() !== null) this.#refuse('a repetition of a repetition', from);
    }
    return { kind: 'sequence', nodes };
  }

  #repetition(): { readonly min: number; readonly max: number | null } | null {
    const from = this.#at;
    const times = this.#bounds();
    if (times === null) return null;
    const tooMany = times.min > MOST_REPEATS || (times.max ?? 0) > MOST_REPEATS;
    if (tooMany || (times.max !== null && times.max < times.min)) {
      this.#refuse(`a repetition must count upwards, to ${String(MOST_REPEATS)} at most`, from);
    }
    // Lazy or greedy, the answer to "does it match" is the same.
    this.#take('?');
    return times;
  }

  #bounds(): { readonly min: number; readonly max: number | null } | null {
    if (this.#take('*')) return { min: 0, max: null };
    if (this.#take('+')) return { min: 1, max: null };
    if (this.#take('?')) return { min: 0, max: 1 };
    const found = /^\{(\d{1,9})(,(\d{1,9})?)?\}/.exec(this.#points.slice(this.#at, this.#at + 22).join(''));
    if (found === null) return null;
    this.#at += found[0].length;
    const min = Number(found[1]);
    if (found[2] === undefined) return { min, max: min };
    return { min, max: found[3] === undefined ? null : Number(found[3]) };
  }

  /** Null for what takes no part in the match: a group of flags. */
  #atom(depth: number): PatternNode | null {
    const from = this.#at;
    const next = this.#next();
    switch (next) {
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'set', set: this.#class() };
      case '.':
        return { kind: 'set', set: this.#flags.dotAll ? [0, LAST_CODE_POINT] : negate([0x0a, 0x0a]) };
      case '^':
        return { kind: 'assert', at: 'start' };
      case '$':
        return { kind: 'assert', at: 'end' };
      case '\\':
        return this.#escape(from);
      default:
        return { kind: 'set', set: this.#folded(single(next)) };
    }
  }

  #group(depth: number): PatternNode | null {
    const outer = this.#flags;
    if (this.#take('?')) {
      const inside = this.#groupKind();
      if (inside === 'flags') return null;
    }
    const node = this.#choice(depth + 1);
    if (!this.#take(')')) this.#refuse('a `(` without its `)`');
    this.#flags = outer;
    return node;
  }

  #groupKind(): 'group' | 'flags' {
    const from = this.#at;
    const rest = this.#points.slice(from).join('');
    const named = /^P?<([A-Za-z_]\w*)>/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      return 'group';
    }
    const flags = /^([isU]*)(-[isU]+)?([:)])/.exec(rest);
    if (flags === null || flags[0] === ')') {
      return this.#refuse('expected `(?:`, `(?P<name>` or the flags i, s, U', from);
    }
    this.#at += flags[0].length;
    const on = flags[1] ?? '';
    const off = flags[2] ?? '';
    const set = (flag: string, now: boolean): boolean => (on.includes(flag) || now) && !off.includes(flag);
    this.#flags = { fold: set('i', this.#flags.fold), dotAll: set('s', this.#flags.dotAll) };
    return flags[3] === ':' ? 'group' : 'flags';
  }

  #escape(from: number): PatternNode {
    switch (this.#peek()) {
      case 'A':
        this.#at++;
        return { kind: 'assert', at: 'start' };
      case 'z':
        this.#at++;
        return { kind: 'assert', at: 'end' };
      case 'b':
        this.#at++;
        return { kind: 'assert', at: 'edge' };
      case 'B':
        this.#at++;
        return { kind: 'assert', at: 'no-edge' };
      case null:
        return this.#refuse('a `\\` at the end', from);
      default:
        return { kind: 'set', set: this.#perlClass() ?? this.#folded(single(this.#escaped(from))) };
    }
  }

  #perlClass(): CharacterSet | null {
    const next = this.#peek() ?? '';
    const known = PERL_CLASSES.get(next.toLowerCase());
    if (known === undefined) return null;
    this.#at++;
    const set = this.#folded(known);
    return next === next.toLowerCase() ? set : negate(set);
  }

  #escaped(from: number): string {
    const next = this.#next();
    const control = CONTROL.get(next);
    if (control !== undefined) return String.fromCodePoint(control);
    if (next === 'x') return this.#hex(from);
    if (/^[\x20-\x7e]$/.test(next) && !/[0-9A-Za-z]/.test(next)) return next;
    return this.#refuse(`\`\\${next}\` is not supported`, from);
  }

  #hex(from: number): string {
    const found = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(
      this.#points.slice(this.#at, this.#at + 10).join(''),
    );
    const point = found === null ? Infinity : Number.parseInt(found[1] ?? found[2] ?? '', 16);
    if (found === null || point > LAST_CODE_POINT)
      return this.#refuse('`\\x` takes two hex digits, or {digits}', from);
    this.#at += found[0].length;
    return String.fromCodePoint(point);
  }

  #class(): CharacterSet {
    const from = this.#at - 1;
    const negated = this.#take('^');
    const sets: CharacterSet[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#peek() === null) this.#refuse('a `[` without its `]`', from);
      sets.push(this.#named() ?? this.#span(first));
    }
    this.#at++;
    const set = union(...sets);
    return negated ? negate(set) : set;
  }

  #named(): CharacterSet | null {
    if (this.#peek() === '\\') {
      this.#at++;
      const perl = this.#perlClass();
      if (perl === null) this.#at--;
      return perl;
    }
    const found = /^\[:(\^?)(\w+):\]/.exec(this.#points.slice(this.#at, this.#at + 16).join(''));
    if (found === null) return null;
    const known = POSIX_CLASSES.get(found[2] ?? '');
    if (known === undefined) return this.#refuse(`\`${found[0]}\` is no class`);
    this.#at += found[0].length;
    const set = this.#folded(known);
    return found[1] === '^' ? negate(set) : set;
  }

  #span(first: boolean): CharacterSet {
    const from = this.#at;
    // Only first or last may a `-` stand for itself, as in RE2.
    const dash = this.#peek() === '-' && !first && this.#points[this.#at + 1] !== ']';
    if (dash) this.#refuse('a `-` that spans nothing: write `\\-`');
    const low = this.#member();
    const isSpan = this.#peek() === '-' && this.#points[this.#at + 1] !== ']';
    if (!isSpan) return this.#folded(single(low));
    this.#at++;
    const high = this.#member();
    const set = [single(low)[0] ?? 0, single(high)[0] ?? 0];
    if ((set[1] ?? 0) < (set[0] ?? 0)) this.#refuse(`\`${low}-${high}\` runs backwards`, from);
    return this.#folded(set);
  }

  #member(): string {
    const from = this.#at;
    const next = this.#next();
    return next === '\\' ? this.#escaped(from) : next;
  }

  #folded(set: CharacterSet): CharacterSet {
    if (!this.#flags.fold) return set;
    return foldCase(set) ?? this.#refuse('`(?i)` with letters outside ASCII is not supported');
  }

  #peek(): string | null {
    return this.#points[this.#at] ?? null;
  }

  #next(): string {
    const next = this.#points[this.#at];
    if (next === undefined) return this.#refuse('ends too early');
    this.#at++;
    return next;
  }

  #take(wanted: string): boolean {
    if (this.#points[this.#at] !== wanted) return false;
    this.#at++;
    return true;
  }

  #refuse(message: string, index = this.#at): never {
    throw new PatternError(message, index);
  }
}

const single = (character: string): CharacterSet => {
  const point = character.codePointAt(0) ?? 0;
  return [point, point];
};
