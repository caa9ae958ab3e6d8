/** Help of `ami-warden policy validate` as data. */
export const VALIDATE_DOC = {
  summary: 'tell every mistake in a policy, with its place',
  description: [
    'Reads a policy as the service would, and tells every mistake and every warning on stderr as file:line:column: what is there,',
    'what was expected. stdout shows the rules as they were understood.',
  ].join('\n'),
  options: [
    { flags: '--output <form>', text: 'what stdout shows: table, json or sarif (default table)' },
    { flags: '--at <instant>', text: 'hold waivers against this date instead of now, such as 2027-01-15' },
  ],
  after: `
Exit codes:
  0  the policy is good; there may be warnings
  1  there are mistakes, a file could not be read, or the flags are wrong

Examples:
  $ ami-warden policy validate ami-policy.yaml
  $ ami-warden policy validate ami-policy.yaml teams/web/waivers.yaml
  $ ami-warden policy validate ami-policy.yaml --output sarif > policy.sarif
  $ ami-warden policy validate ami-policy.yaml --at 2027-01-01      # which waivers will have lapsed by then?
`,
} as const;
