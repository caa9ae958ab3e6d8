import type { ActionDefinition } from './action-definition.ts';
import { planRevocation } from './revoke.ts';

/** Takes group `all` from the launch permission and nothing else. */
export const revokePublic: ActionDefinition = {
  name: 'revoke-public',
  subjects: ['image'],
  writes: ['launch-permission'],
  iamActions: [],
  undo: 'granting again what was removed',
  manualOnly: false,
  reads: [],
  plan: (findings) => planRevocation(findings, (principal) => principal.kind === 'public'),
  hindrance: null,
};
