import type { RuleKind, RuleParameters } from '../../../model/parameters.ts';
import type { Problem } from '../source-file.ts';
import type { Warned } from './warned.ts';

/** Rules that ask for what their members name, and so for nothing where they name nothing; of others an empty list allows nothing. */
const ASKING: readonly RuleKind[] = ['age', 'guardrails', 'image-shape', 'provenance', 'quota'];

/** Rules that every subject passes, for they ask for nothing and no override does. */
export const warnOfEmpty = ({ content, written }: Warned): readonly Problem[] => {
  const changed = new Set(
    content.overrides.flatMap(({ rules }) =>
      rules.flatMap(({ id, parameters }) => (parameters === undefined ? [] : [id])),
    ),
  );
  return content.rules.flatMap(({ id, mode, parameters }, index) => {
    const at = written.rules[index]?.at.keyAt;
    if (at === undefined || mode === 'off' || changed.has(id) || !asksForNothing(parameters)) return [];
    return [{ at, message: `\`${id}\` asks for nothing as it is written, and everything passes` }];
  });
};

const asksForNothing = (parameters: RuleParameters): boolean =>
  ASKING.includes(parameters.kind) &&
  Object.entries(parameters).every(
    // A forecast is one of what is watched.
    ([member, value]) => member === 'kind' || member === 'forecast' || isNothing(value),
  );

const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);
