import { CEL_FUNCTIONS, CEL_TYPES, CEL_VARIABLES, type Absence } from './schema.ts';
import { CEL_WORDS } from './words.ts';

/** A table for people: its head, and rows of as many cells; names and code stand in backticks. */
export interface ReferenceTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const ABSENT: Readonly<Record<Absence, string>> = {
  never: '-',
  empty: 'empty',
  has: 'error; `has()`',
  error: 'error',
};

/** What expressions may name and call, as tables: variables, members, functions. */
export const celReference = (): readonly ReferenceTable[] => [
  {
    head: ['variable', 'type', 'reads', 'is'],
    rows: Object.entries(CEL_VARIABLES).map(([name, { type, reads }]) => [
      `\`${name}\``,
      type,
      reads ?? '-',
      says(name),
    ]),
  },
  {
    head: ['member', 'type', 'when absent', 'is'],
    rows: Object.entries(CEL_TYPES).flatMap(([of, members]) =>
      Object.entries(members).map(([name, { type, absent }]) => [
        `\`${of}.${name}\``,
        type,
        ABSENT[absent],
        says(`${of}.${name}`),
      ]),
    ),
  },
  {
    head: ['function', 'is'],
    rows: Object.entries(CEL_FUNCTIONS).map(([name, { of }]) => [`\`${of}\``, says(name)]),
  },
];

const says = (name: string): string => {
  const words = CEL_WORDS[name];
  if (words === undefined) throw new Error(`nothing says what ${name} is`);
  return words;
};
