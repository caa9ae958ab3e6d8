import type { ActionDefinition } from './action-definition.ts';
import { planRevocation, REVOKE_IAM_ACTIONS } from './revoke.ts';

/** Takes group `all` from the launch permission and nothing else. */
export const revokePublic: ActionDefinition = {
  name: 'revoke-public',
  iamActions: REVOKE_IAM_ACTIONS,
  undo: 'grant-again',
  plan: (findings) => planRevocation('revoke-public', findings, (principal) => principal.kind === 'public'),
};
