import type { CommandDoc } from '../../command/doc.ts';
import { AT_OPTION, POLICY_FILES } from '../doc.ts';

/** Help of `ami-warden policy compile` as data. */
export const COMPILE_DOC: CommandDoc = {
  path: ['policy', 'compile'],
  summary: 'turn a policy into the bundle that the service loads',
  description: [
    'Writes the compiled policy, one canonical JSON text, on stdout or to a file, and its hash on stderr. This is what goes to the',
    'policy bucket: every finding and every change names that hash. The same files give the same bytes on every machine.',
    'A policy with a mistake is refused whole: nothing is written, and a file that was there stays as it was.',
  ].join('\n'),
  arguments: [POLICY_FILES],
  options: [
    {
      flags: '--out <file>',
      text: 'write to this file, all of it or nothing, instead of stdout',
      takes: 'file',
    },
    AT_OPTION,
  ],
  exits: [
    { code: 0, text: 'the bundle was written' },
    { code: 1, text: 'the policy has mistakes, a file could not be read or written, or the flags are wrong' },
  ],
  examples: [
    'ami-warden policy compile ami-policy.yaml --out policy.json',
    'ami-warden policy compile ami-policy.yaml teams/*/waivers.yaml --out policy.json',
    'ami-warden policy push policy.json --via ami-warden-prod',
    'ami-warden policy compile ami-policy.yaml | jq -r .hash',
  ],
};
