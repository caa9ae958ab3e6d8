import type { Answers } from './answers.ts';
import { testsText } from './tests-text.ts';
import { listText, quoted } from './yaml-word.ts';

/** A policy, as a file, of what was answered; with tests. */
export const policyText = (answers: Answers): string =>
  [
    HEAD,
    `version: 1\nmode: ${answers.mode === 'audit' ? 'audit' : 'notify'}\n`,
    answers.partners.length === 0 ? '' : `groups:\n  partners: { accounts: ${listText(answers.partners)} }\n`,
    rulesText(answers),
    answers.slack === undefined ? '' : `notify:\n  default: { slack: ${quoted(answers.slack)} }\n`,
    testsText(answers),
  ]
    .filter((part) => part !== '')
    .join('\n');

const HEAD = `# yaml-language-server: $schema=./ami-policy.schema.json
# The line above gives hints in editors: ami-warden policy schema > ami-policy.schema.json
# After a change: ami-warden policy validate FILE, ami-warden policy test FILE. The rules: ami-warden rules.
`;

const rulesText = ({ mode, orgId, partners, tags, regions }: Answers): string => {
  // Only what is taken back as easily as it is done is enforced from the first day.
  const enforced = mode === 'enforce' ? '    mode: enforce\n' : '';
  const accounts = partners.length === 0 ? '' : `      accounts: ['@partners']\n`;
  return [
    'rules:',
    '  # Nobody but the listed may launch our images.',
    enforced === '' ? '  public-sharing: {}' : `  public-sharing:\n${enforced.trimEnd()}`,
    `  sharing:\n${enforced}    allow:\n      orgs: ${listText(orgId)}\n${accounts}`.trimEnd(),
    '  encryption: {}',
    ...(tags.length === 0
      ? []
      : [
          '  required-tags:',
          '    grace: 30m # Tags often arrive after the image.',
          '    tags:',
          ...tags.map((tag) => `      ${quoted(tag)}: true`),
        ]),
    ...(regions.length === 0 ? [] : ['  guardrails:', `    match: { regions: ${listText(regions)} }`]),
    '',
  ].join('\n');
};
