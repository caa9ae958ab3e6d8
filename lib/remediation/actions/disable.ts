import type { ActionDefinition } from './action-definition.ts';
import { isGrave } from './grave.ts';

/** Puts the image into quarantine: nobody can launch it. AWS drops its launch permission with that, which is recorded before. */
export const disable: ActionDefinition = {
  name: 'disable',
  subjects: ['image'],
  writes: ['availability', 'launch-permission'],
  iamActions: [],
  undo: 'enabling it and granting again what it was shared with',
  manualOnly: false,
  reads: [],
  plan: (findings, { state }) =>
    findings.some(isGrave) && state.image?.kind === 'known' && state.image.value.state === 'available'
      ? [{ kind: 'availability', to: 'disabled' }]
      : [],
  hindrance: null,
};
