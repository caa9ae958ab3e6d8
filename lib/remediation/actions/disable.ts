import type { ActionDefinition } from './action-definition.ts';

/** Puts the image into quarantine: nobody can launch it. AWS drops its launch permission with that, which is recorded before. */
export const disable: ActionDefinition = {
  name: 'disable',
  subject: 'image',
  writes: ['availability', 'launch-permission'],
  iamActions: [],
  undo: 'enabling it and granting again what it was shared with',
  manualOnly: false,
  plan: (findings, { state }) =>
    findings.length > 0 && state.image?.kind === 'known' && state.image.value.state === 'available'
      ? [{ kind: 'availability', to: 'disabled' }]
      : [],
};
