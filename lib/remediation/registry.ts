import type { ActionName } from '../model/words.ts';
import type { ActionDefinition } from './actions/action-definition.ts';
import { revokePublic } from './actions/revoke-public.ts';
import { revokeUnlisted } from './actions/revoke-unlisted.ts';

/** Every remediation there is, by name. */
export const ACTIONS: Readonly<Record<ActionName, ActionDefinition>> = {
  'revoke-public': revokePublic,
  'revoke-unlisted': revokeUnlisted,
};
