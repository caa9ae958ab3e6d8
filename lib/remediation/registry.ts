import type { Action } from '../model/plan.ts';
import type { ActionName } from '../model/words.ts';
import type { ActionDefinition } from './actions/action-definition.ts';
import { addTags } from './actions/add-tags.ts';
import { deprecate } from './actions/deprecate.ts';
import { deregister } from './actions/deregister.ts';
import { disable } from './actions/disable.ts';
import { encryptedCopy } from './actions/encrypted-copy.ts';
import {
  enableBlockPublicAccess,
  enableEbsEncryption,
  enableSnapshotBlockPublicAccess,
} from './actions/enable-guardrails.ts';
import { requestQuotaIncrease } from './actions/request-quota-increase.ts';
import { revokePublic } from './actions/revoke-public.ts';
import { revokeSnapshotShares } from './actions/revoke-snapshot-shares.ts';
import { revokeUnlisted } from './actions/revoke-unlisted.ts';
import { kindOf } from './writes.ts';

/**
 * Every remediation there is, by name, in the order in which they are done: shares go before an image is disabled, so that enabling it
 * again does not bring them back. What a policy names beside these is done by people.
 */
export const ACTIONS: Readonly<Partial<Record<ActionName, ActionDefinition>>> = {
  'revoke-public': revokePublic,
  'revoke-unlisted': revokeUnlisted,
  'revoke-snapshot-shares': revokeSnapshotShares,
  'add-tags': addTags,
  'encrypted-copy': encryptedCopy,
  deprecate,
  disable,
  deregister,
  'enable-block-public-access': enableBlockPublicAccess,
  'enable-snapshot-bpa': enableSnapshotBlockPublicAccess,
  'enable-ebs-encryption': enableEbsEncryption,
  'request-quota-increase': requestQuotaIncrease,
};

/** What an action is; null for those that a policy does not name, and those that are not done by writes. */
export const definitionOf = ({ action }: { readonly action: Action['action'] }): ActionDefinition | null => {
  const byName: Readonly<Partial<Record<Action['action'], ActionDefinition>>> = ACTIONS;
  return byName[action] ?? null;
};

/** The IAM actions that the writer role must hold for an action, its reading included, in order. */
export const iamActionsOf = ({ writes, iamActions }: ActionDefinition): readonly string[] =>
  [...new Set([...writes.flatMap((kind) => kindOf(kind).iamActions), ...iamActions])].toSorted();
