import type { ActionName } from '../../model/words.ts';
import { markdownTable } from '../output/markdown.ts';
import { ACTION_TEXTS } from './action-texts.ts';
import type { MemberRow } from './member-row.ts';
import type { RulePage } from './rule-page.ts';
import { enforceText, readsText } from './show.ts';

/** The rules as the page docs/rules.md. */
export const markdownOf = (pages: readonly RulePage[]): string =>
  [
    '# Rules',
    'Made by `npm run docs` from the rules themselves; change it there. What a policy looks like around them: [policy.md](policy.md).',
    markdownTable(
      ['rule', 'severity', 'passes when', 'remediations'],
      pages.map(({ id, severity, holds, remediations }) => [
        `[${id}](#${id})`,
        severity,
        holds,
        remediations.map((name) => `\`${name}\``).join(', ') || '-',
      ]),
    ),
    '## Members of every rule',
    membersOf((pages[0]?.members ?? []).filter(isOfAll)),
    ...pages.flatMap((page) => {
      const own = [...page.parameters, ...page.members.filter((row) => !isOfAll(row))];
      return [
        `## ${page.id}`,
        page.why,
        [
          `- Passes when: ${page.holds}`,
          `- Rests on: ${page.awsFact}`,
          `- Judges: ${page.subjects.join(', ')}. Severity where the policy names none: ${page.severity}.`,
          `- Reads ${readsText(page, '`')}. What cannot be read is the verdict \`error\`, never a pass.`,
          `- Enforce: ${enforceText(page)}.`,
          ...page.remediations.flatMap(actionLine),
        ].join('\n'),
        ...(own.length === 0 ? [] : [membersOf(own)]),
      ];
    }),
  ]
    .map((block) => `${block}\n`)
    .join('\n');

/** What a remediation does. How, and how it is undone: docs/remediation.md. */
const actionLine = (name: ActionName): readonly string[] => {
  const text = ACTION_TEXTS[name];
  if (text === undefined) return [];
  const only = text.only === null ? '' : ` Only ${text.only}.`;
  return [`- [\`${name}\`](remediation.md#the-actions): ${text.does}${only}`];
};

const isOfAll = ({ path }: MemberRow): boolean => !path.startsWith('remediate');

const membersOf = (rows: readonly MemberRow[]): string =>
  markdownTable(
    ['member', 'form', 'default', 'example', 'meaning'],
    rows.map(({ path, form, required, standard, example, text }) => [
      `\`${path}\``,
      // `kind` has another form in each rule.
      path === 'kind' ? 'text' : form,
      standard ?? '-',
      example === null ? '-' : `\`${example}\``,
      required ? `Required. ${text}` : text,
    ]),
  );
