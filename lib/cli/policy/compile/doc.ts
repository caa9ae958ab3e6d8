/** Help of `ami-warden policy compile` as data. */
export const COMPILE_DOC = {
  summary: 'turn a policy into the bundle that the service loads',
  description: [
    'Writes the compiled policy, one canonical JSON text, on stdout or to a file, and its hash on stderr. This is what goes to the',
    'policy bucket: every finding and every change names that hash. The same files give the same bytes on every machine.',
    'A policy with a mistake is refused whole: nothing is written, and a file that was there stays as it was.',
  ].join('\n'),
  options: [
    { flags: '--out <file>', text: 'write to this file, all of it or nothing, instead of stdout' },
    { flags: '--at <instant>', text: 'hold waivers against this date instead of now, such as 2027-01-15' },
  ],
  after: `
Exit codes:
  0  the bundle was written
  1  the policy has mistakes, a file could not be read or written, or the flags are wrong

Examples:
  $ ami-warden policy compile ami-policy.yaml --out policy.json
  $ ami-warden policy compile ami-policy.yaml teams/*/waivers.yaml --out policy.json
  $ aws s3 cp policy.json s3://ami-warden-prod-policy-999988887777/policy.json
  $ ami-warden policy compile ami-policy.yaml | jq -r .hash
`,
} as const;
