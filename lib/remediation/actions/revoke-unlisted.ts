import type { ActionDefinition } from './action-definition.ts';
import { planRevocation } from './revoke.ts';

/** Takes exactly the accounts, organisations and units that stand in a finding; group `all` is another action's business. */
export const revokeUnlisted: ActionDefinition = {
  name: 'revoke-unlisted',
  subjects: ['image'],
  writes: ['launch-permission'],
  iamActions: [],
  undo: 'granting again what was removed',
  manualOnly: false,
  reads: [],
  plan: (findings) => planRevocation(findings, (principal) => principal.kind !== 'public'),
  hindrance: null,
};
