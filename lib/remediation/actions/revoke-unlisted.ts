import type { ActionDefinition } from './action-definition.ts';
import { planRevocation, REVOKE_IAM_ACTIONS } from './revoke.ts';

/** Takes exactly the accounts, organisations and units that stand in a finding; group `all` is another action's business. */
export const revokeUnlisted: ActionDefinition = {
  name: 'revoke-unlisted',
  iamActions: REVOKE_IAM_ACTIONS,
  undo: 'grant-again',
  plan: (findings) => planRevocation('revoke-unlisted', findings, (principal) => principal.kind !== 'public'),
};
