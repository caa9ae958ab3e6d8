/** Help of `ami-warden rules` as data. */
export const RULES_DOC = {
  summary: 'list the rules, or tell one in full',
  description: [
    'Lists the rules that a policy can name: how severe, what they read of AWS, what enforce does. With an id: why the rule exists,',
    'when it passes, its defaults, and every member that a policy can write of it.',
  ].join('\n'),
  argument: 'tell this rule in full',
  options: [{ flags: '--output <form>', text: 'table, json or markdown (default table)' }],
  after: `
Exit codes:
  0  told
  1  there is no such rule, or the flags are wrong

Examples:
  $ ami-warden rules
  $ ami-warden rules sharing
  $ ami-warden rules --output json | jq -r '.[] | select(.remediation == null).id'
`,
} as const;
