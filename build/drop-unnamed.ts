const STRUCTURE = /^export var \w+\$ = \[3, /gm;
const WORD = /\b[A-Z]\w*/g;
const OPENING = '([{';
const CLOSING = ')]}';

/** The words in a source text that could name a member of AWS's answers. */
export const wordsIn = (source: string): readonly string[] => source.match(WORD) ?? [];

/** The elements of the array literal that begins at this bracket, as they are written, and where it ends. */
const elementsAt = (
  text: string,
  start: number,
): { readonly elements: readonly string[]; readonly end: number } => {
  const elements: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if ('"`\''.includes(sign)) {
      at = text.indexOf(sign, at + 1);
      if (at < 0) break;
    } else if (OPENING.includes(sign)) depth += 1;
    else if (CLOSING.includes(sign)) depth -= 1;
    if (depth === 0 || (depth === 1 && sign === ',')) {
      const element = text.slice(from, at).trim();
      if (element !== '') elements.push(element);
      from = at + 1;
    }
    if (depth === 0) return { elements, end: at + 1 };
  }
  throw new Error('a schema that does not end');
};

const withoutUnnamed = (structure: readonly string[], named: ReadonlySet<string>): readonly string[] => {
  const [kind, namespace, name, traits, names, schemas, ...more] = structure;
  if (names === undefined || schemas === undefined) throw new Error(`no members in ${structure.join(', ')}`);
  // Requests count their required members, and have some that the SDK fills in by itself.
  if (more.length > 0 || /(Request|Input)"$/.test(name ?? '')) return structure;
  const members = elementsAt(names, 0).elements;
  const shapes = elementsAt(schemas, 0).elements;
  if (members.length !== shapes.length) throw new Error(`${String(name)} has members without a schema`);
  const kept = [...members.keys()].filter((index) => named.has((members[index] ?? '').slice(1, -1)));
  const list = (all: readonly string[]): string => `[${kept.map((index) => all[index]).join(', ')}]`;
  return [kind, namespace, name, traits, list(members), list(shapes)].map(String);
};

/**
 * The text of an SDK client's schemas, its constants written out, without those members of answers that nobody names: what has no
 * schema is read over when an answer comes. Throws when it finds no structure, because then the SDK's generator has changed.
 */
export const dropUnnamedMembers = (source: string, file: string, named: ReadonlySet<string>): string => {
  const starts = [...source.matchAll(STRUCTURE)];
  if (starts.length === 0) throw new Error(`${file}: no structures found; has the SDK's generator changed?`);
  let written = '';
  let from = 0;
  for (const { index, 0: head } of starts) {
    const bracket = index + head.length - '[3, '.length;
    const { elements, end } = elementsAt(source, bracket);
    written += `${source.slice(from, bracket)}[${withoutUnnamed(elements, named).join(', ')}]`;
    from = end;
  }
  return written + source.slice(from);
};

// The base class is registered too, in a registry of its own.
const ERROR = /^n0_registry\.registerError\((\w+)\$, \w+\);$/gm;

/**
 * The same text without the registrations of errors that nobody names, so that their schemas and classes can be dropped; the
 * client's base class stays. Throws when it finds none, because then the SDK's generator has changed.
 */
export const dropUnnamedErrors = (source: string, file: string, named: ReadonlySet<string>): string => {
  const left = source.replaceAll(ERROR, (call, name: string) => (named.has(name) ? call : ''));
  if (left === source) throw new Error(`${file}: no errors found; has the SDK's generator changed?`);
  return left;
};
