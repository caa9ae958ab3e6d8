import type { PolicyBundle, RuleSetting } from '../../../model/policy.ts';
import { plain } from '../../../render/plain.ts';
import { remediationText } from '../../output/remediation-text.ts';
import type { Screen } from '../../output/screen.ts';
import { table } from '../../output/table.ts';
import { durationText } from '../../output/duration-text.ts';
import type { LoadedPolicy } from '../load-policy.ts';
import type { PlacedProblem } from '../problem-line.ts';

type GoodPolicy = Extract<LoadedPolicy, { kind: 'good' }>;

/** The rules of a compiled policy as a table: what was understood, defaults put in. */
export const rulesTable = ({ rules }: PolicyBundle, screen: Screen): string =>
  table(
    ['rule', 'kind', 'mode', 'severity', 'grace', 'remediation'],
    rules.map((rule) => [
      { text: rule.id, tone: 'label' },
      rule.parameters.kind,
      modeText(rule),
      rule.severity,
      rule.graceSeconds === 0 ? '-' : durationText(rule.graceSeconds),
      rule.remediation === null ? '-' : remediationText(rule.remediation),
    ]),
    screen,
  );

/** The sentence for stderr when all is well. */
export const goodSentence = ({ files, bundle, tests }: GoodPolicy): string => {
  const counts = [
    count(bundle.rules.length, 'rule'),
    count(bundle.overrides.length, 'override'),
    count(bundle.waivers.length, 'waiver'),
    count(tests.length, 'test'),
  ];
  const name = plain(files[0]?.name ?? '', 200);
  return `${name}: good: ${counts.join(', ')}; sha256 ${bundle.hash}\n`;
};

/** Whoever names two policies at once is told how further files are read. */
export const hintOfFurther = (problems: readonly PlacedProblem[], files: readonly string[]): string => {
  const [first = '', ...further] = files;
  const wrong = further.find((file) => problems.some((problem) => problem.file === file));
  return wrong === undefined
    ? ''
    : `${plain(wrong, 200)} is read as an addition to ${plain(first, 200)}; a policy of its own is named alone\n`;
};

const count = (number: number, what: string): string => `${String(number)} ${what}${number === 1 ? '' : 's'}`;

const modeText = ({ mode, enforceFrom }: RuleSetting): string =>
  enforceFrom === null || mode === 'enforce' ? mode : `${mode}, enforce from ${enforceFrom}`;
