import { subjectKey } from '../../model/subject.ts';
import type { RuleExplanation } from '../../policy/explain.ts';
import { accountIn } from '../../policy/membership.ts';
import { paint, type Tone } from '../../render/paint.ts';
import { plain } from '../../render/plain.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { Explained } from './explained.ts';
import { sectionsOf } from './sections.ts';

const LONGEST = 2_000;
const MARGIN = '  ';

/** An explanation for people: the subject, all verdicts, then each rule with what led to its verdict. */
export const explainReport = (explained: Explained, screen: Screen): string => {
  const { rules } = explained.explanation;
  const spoken = rules.filter(({ verdict }) => verdict !== null);
  const silent = rules.filter(({ silent: reason }) => reason !== null);
  return [
    headOf(explained, screen),
    spoken.length === 0 ? '' : `\n${verdictTable(spoken, screen)}`,
    ...spoken.map((rule) => ruleText(rule, explained, screen)),
    ...(silent.length === 0
      ? []
      : [`\n${silent.map(({ rule, silent: reason }) => `${rule}: ${reason ?? ''}\n`).join('')}`]),
  ].join('');
};

const headOf = ({ explanation, organization }: Explained, { colour }: Screen): string => {
  const { ref, imageName: name, at, observedAt, policy } = explanation;
  const account = accountIn(organization, ref.account)?.name ?? 'which the organisation does not list';
  const title = `${subjectKey(ref)}${name === null ? '' : ` "${plain(name, LONGEST)}"`}`;
  return [
    paint(title, 'title', colour),
    `account   ${ref.account} (${plain(account, LONGEST)})`,
    `observed  ${observedAt}`,
    `policy    ${plain(policy.name, LONGEST)} ${policy.hash.slice(0, 12)}, at ${at}`,
    '',
  ].join('\n');
};

const TONES: Readonly<Record<NonNullable<RuleExplanation['verdict']>['verdict'], Tone>> = {
  pass: 'good',
  fail: 'bad',
  error: 'bad',
  waived: 'attention',
  pending: 'attention',
  skip: 'quiet',
};

const verdictTable = (rules: readonly RuleExplanation[], screen: Screen): string =>
  table(
    ['rule', 'verdict', 'mode', 'severity', 'reason'],
    rules.flatMap(({ rule, verdict }) =>
      verdict === null
        ? []
        : [
            [
              rule,
              { text: verdict.verdict, tone: TONES[verdict.verdict] },
              verdict.mode,
              verdict.severity,
              verdict.reason,
            ],
          ],
    ),
    screen,
  );

const ruleText = (rule: RuleExplanation, explained: Explained, { colour }: Screen): string => {
  const verdict = rule.verdict?.verdict ?? 'skip';
  const head = `\n${paint(rule.rule, 'title', colour)}: ${paint(verdict, TONES[verdict], colour)}\n`;
  const sections = sectionsOf(rule, explained).filter(({ lines }) => lines.length > 0);
  const width = Math.max(...sections.map(({ title }) => title.length));
  const lines = sections.flatMap(({ title, lines: texts }) =>
    texts.map((text, index) => {
      const label = paint((index === 0 ? title : '').padEnd(width), 'quiet', colour);
      return `${MARGIN}${label}  ${plain(text, LONGEST)}\n`;
    }),
  );
  return head + lines.join('');
};
