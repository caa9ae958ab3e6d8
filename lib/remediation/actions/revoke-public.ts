import type { ActionDefinition } from './action-definition.ts';
import { planRevocation } from './revoke.ts';

/** Takes group `all` from the launch permission and nothing else. */
export const revokePublic: ActionDefinition = {
  name: 'revoke-public',
  subject: 'image',
  writes: ['launch-permission'],
  iamActions: [],
  undo: 'granting again what was removed',
  manualOnly: false,
  plan: (findings) => planRevocation(findings, (principal) => principal.kind === 'public'),
};
