import type { Match } from '../../../model/policy.ts';
import { contains } from '../scope-relation.ts';
import { locate, placeText, type Problem } from '../source-file.ts';
import { Steps } from '../steps.ts';
import type { Warned } from './warned.ts';

const MOST_STEPS = 20_000_000;
const MOST_WARNINGS = 250;

/** Routes that take no finding: for the severities that they ask for, or because one before takes all of theirs. */
export const warnOfRoutes = ({ content, written }: Warned): readonly Problem[] => {
  const steps = new Steps(MOST_STEPS);
  const { routes } = content.notify;
  const severities = new Set([
    ...content.rules.map(({ severity }) => severity),
    ...content.overrides.flatMap(({ rules }) => rules.flatMap(({ severity }) => severity ?? [])),
  ]);
  const placeOf = (index: number) => (locate(written.root, ['notify', 'routes', index]) ?? written.root).at;
  const warnings = routes.map(({ match }, index): Problem | null => {
    const at = placeOf(index);
    if (match.severity?.some((severity) => severities.has(severity)) === false) {
      return {
        at,
        message: `this route takes nothing: no rule has the severity ${match.severity.join(' or ')}`,
      };
    }
    const before = routes.findIndex(
      (other, number) =>
        number >= index || (steps.take(1) && isSure(other.match) && contains(other.match, match, steps)),
    );
    return before >= 0 && before < index
      ? {
          at,
          message: `this route takes nothing: the one before it (${placeText(placeOf(before))}) takes all of its findings`,
        }
      : null;
  });
  return warnings.flatMap((warning) => warning ?? []).slice(0, MOST_WARNINGS);
};

/** A route of which nobody can tell whether it takes a finding leaves it to those behind it as well. */
const isSure = ({ units, accountTags, imageTags, images }: Match): boolean =>
  units === undefined &&
  accountTags === undefined &&
  imageTags === undefined &&
  images?.some((image) => image.startsWith('name:')) !== true;
