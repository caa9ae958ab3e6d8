import { ACT_EXITS, ACT_FLAGS, JUDGE_FLAGS, PLACE_FLAGS, ROLE_FLAGS, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden remediate` as data. */
export const REMEDIATE_DOC: CommandDoc = {
  path: ['remediate'],
  summary: 'put right what one rule finds of an image, or of guard rails',
  description: [
    'Looks, shows what the remediation of the rule would change, asks, and does it, whatever mode and grace of the rule. What is done is',
    'what was shown: when more is called for meanwhile, nothing is. A waiver stands, and so does what could not be read.',
  ].join(' '),
  arguments: [
    { name: '<subject>', text: 'ami-…, account/region/ami-…, or account/region for its guard rails' },
  ],
  options: [
    { flags: '--rule <id>', text: 'the rule whose findings are put right', takes: 'rule' },
    ...JUDGE_FLAGS,
    ...PLACE_FLAGS,
    ...ROLE_FLAGS,
    ...WAY_FLAGS,
    ...ACT_FLAGS,
  ],
  exits: ACT_EXITS,
  examples: [
    'ami-warden remediate ami-0123456789abcdef0 --rule public-sharing',
    'ami-warden remediate 222233334444/eu-west-1 --rule guardrails --dry-run',
    'ami-warden remediate 222233334444/eu-west-1/ami-0123456789abcdef0 --rule sharing --via ami-warden-prod',
    'ami-warden remediate ami-0123456789abcdef0 --rule sharing --organization organization.yaml --yes --output json',
  ],
};
