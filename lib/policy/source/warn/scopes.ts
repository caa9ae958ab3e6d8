import { globMatches } from '../../glob.ts';
import { AWS_REGIONS } from '../aws-regions.ts';
import { didYouMean } from '../did-you-mean.ts';
import { locate, type Located, type Problem } from '../source-file.ts';
import type { Warned } from './warned.ts';

/** Groups that nothing names: neither a scope nor an expression. */
export const warnOfGroups = ({ content, groups, usedGroups }: Warned): readonly Problem[] => {
  const parameters: readonly object[] = [
    ...content.rules.map((rule) => rule.parameters),
    ...content.overrides.flatMap(({ rules }) => rules.map((change) => change.parameters?.set ?? {})),
  ];
  const texts = parameters
    .flatMap((members) => Object.entries(members))
    .flatMap(([member, text]) => (OF_EXPRESSIONS.has(member) && typeof text === 'string' ? [text] : []))
    .join('\n');
  const isNamed = (name: string): boolean =>
    [`"${name}"`, `'${name}'`, `groups.${name}`].some((form) => texts.includes(form));
  return [...groups]
    .filter(([name]) => !usedGroups.has(name) && !isNamed(name))
    .map(([name, { keyAt }]) => ({ at: keyAt, message: `group \`${name}\` is never used` }));
};

const OF_EXPRESSIONS: ReadonlySet<string> = new Set(['when', 'assert', 'message']);

const MOST_WARNINGS = 250;

/** Words of scopes, wherever they stand, that can match nothing at AWS. */
export const warnOfWords = ({ written, groups }: Warned): readonly Problem[] => {
  const scopes = [
    ...groups.values(),
    ...written.rules.map(({ at }) => at.parts.get('match')),
    ...written.overrides.map(({ at }) => at.parts.get('match')),
    ...written.waivers.map(({ at }) => at.parts.get('match')),
    ...[...(locate(written.root, ['notify', 'routes'])?.parts.values() ?? [])].map((at) =>
      at.parts.get('match'),
    ),
  ].flatMap((scope) => scope ?? []);
  const warnings: Problem[] = [];
  for (const scope of scopes) {
    for (const [member, warn] of WORDS) {
      for (const node of locate(scope, [member])?.parts.values() ?? []) {
        const message = warnings.length < MOST_WARNINGS ? warn(node) : null;
        if (message !== null) warnings.push({ at: node.at, message });
      }
    }
  }
  return warnings;
};

const regionWarning = ({ value }: Located): string | null => {
  const glob = String(value);
  if (AWS_REGIONS.some((region) => globMatches(glob, region))) return null;
  return `${JSON.stringify(glob)}${didYouMean(glob, AWS_REGIONS)} is no region that this version knows`;
};

const NAME = 'name:';
const ID = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
// What RegisterImage takes for a name; the wild characters of a glob beside it.
const OF_NAMES = /^[A-Za-z0-9()[\] ./'@_*?-]*$/;

const imageWarning = ({ value }: Located): string | null => {
  const text = String(value);
  if (!text.startsWith(NAME)) return null;
  const glob = text.slice(NAME.length);
  if (ID.test(glob)) return `${text} is an image whose name is an id: an image by its id is written ${glob}`;
  const length = glob.replaceAll('*', '').length;
  const isLong = length > 128 || (length < 3 && !glob.includes('*'));
  if (OF_NAMES.test(glob) && !isLong) return null;
  return `${JSON.stringify(text)} is the name of no image: names have 3 to 128 letters, digits, blanks and ()[]./-'@_`;
};

const WORDS: readonly (readonly [string, (node: Located) => string | null])[] = [
  ['regions', regionWarning],
  ['images', imageWarning],
];
