import { wrap } from '../../render/columns.ts';
import { paint } from '../../render/paint.ts';
import { remediationText } from '../output/remediation-text.ts';
import { table } from '../output/table.ts';
import type { MemberRow } from './member-row.ts';
import type { RulePage } from './rule-page.ts';

const WIDTH = 100;

/** A line for each rule. */
export const listOf = (pages: readonly RulePage[], colour: boolean): string =>
  table(
    ['rule', 'severity', 'reads', 'enforce', 'passes when'],
    pages.map(({ rule, calls }) => [
      { text: rule.id, tone: 'label' },
      rule.severity,
      calls.join(', '),
      rule.remediation?.action ?? '-',
      rule.holds,
    ]),
    colour,
  );

/** One rule in full, for a terminal. */
export const detailOf = ({ rule, calls, own, common }: RulePage, colour: boolean): string => {
  const line = (label: string, text: string): string => {
    const lines = wrap(text, WIDTH - 13);
    return lines
      .map((part, index) => `${paint((index === 0 ? label : '').padEnd(13), 'label', colour)}${part}\n`)
      .join('');
  };
  return [
    `${paint(rule.id, 'title', colour)}\n\n`,
    line('why', rule.why),
    line('passes when', rule.holds),
    line('severity', rule.severity),
    line('reads', calls.join(', ')),
    line('enforce', enforceText(rule)),
    own.length === 0 ? '' : `\n${membersOf('its own members', own, colour)}`,
    `\n${membersOf('members of every rule', common, colour)}`,
  ].join('');
};

/** The rules as the page docs/rules.md. */
export const markdownOf = (pages: readonly RulePage[]): string =>
  [
    '# Rules',
    'Made by `npm run docs` from the rules themselves; change it there. What a policy looks like around them: [policy.md](policy.md).',
    markdownTable(
      ['rule', 'severity', 'passes when', 'enforce'],
      pages.map(({ rule }) => [
        `[${rule.id}](#${rule.id})`,
        rule.severity,
        rule.holds,
        rule.remediation === null ? '-' : `\`${rule.remediation.action}\``,
      ]),
    ),
    '## Members of every rule',
    markdownMembers(pages[0]?.common ?? []),
    ...pages.flatMap(({ rule, calls, own }) => [
      `## ${rule.id}`,
      rule.why,
      [
        `- Passes when: ${rule.holds}`,
        `- Severity where the policy names none: ${rule.severity}.`,
        `- Reads ${calls.map((call) => `\`${call}\``).join(', ')}. What cannot be read is the verdict \`error\`, never a pass.`,
        `- Enforce: ${enforceText(rule)}.`,
      ].join('\n'),
      ...(own.length === 0 ? [] : [markdownMembers(own)]),
    ]),
  ]
    .map((block) => `${block}\n`)
    .join('\n');

const enforceText = ({ remediation }: RulePage['rule']): string =>
  remediation === null ? 'no remediation; the finding is told, as by notify' : remediationText(remediation);

const membersOf = (title: string, rows: readonly MemberRow[], colour: boolean): string =>
  table(
    [title, 'form', ''],
    rows.map(({ path, form, required, text }) => [
      { text: path, tone: 'label' },
      form,
      required ? `Required. ${text}` : text,
    ]),
    colour,
  );

const markdownMembers = (rows: readonly MemberRow[]): string =>
  markdownTable(
    ['member', 'form', 'meaning'],
    rows.map(({ path, form, required, text }) => [
      `\`${path}\``,
      form,
      required ? `Required. ${text}` : text,
    ]),
  );

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(markdownCell).join(' | ')} |`).join('\n');

// Between backticks `<` stands for itself.
const markdownCell = (text: string): string =>
  (text.startsWith('`') ? text : text.replaceAll('<', '&lt;')).replaceAll('|', '\\|');
