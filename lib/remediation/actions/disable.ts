import type { ActionDefinition } from './action-definition.ts';
import { isGrave } from './grave.ts';

/** Puts the image into quarantine: nobody can launch it. AWS drops its launch permission with that, which is recorded before. */
export const disable: ActionDefinition = {
  name: 'disable',
  does: 'Puts the image into quarantine: nobody can launch it, and nobody it was shared with sees it. AWS drops its launch permission with that, which is recorded before.',
  only: 'while the image is available',
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
