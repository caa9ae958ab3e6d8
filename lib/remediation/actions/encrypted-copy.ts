import { copyStep, copyWriteOf } from '../copies/copy-step.ts';
import { deregisterStep } from '../copies/deregister-step.ts';
import type { ActionDefinition } from './action-definition.ts';

/**
 * Puts an encrypted copy in the place of an image: a step at a time, each by what is so when it is looked at. What is planned is the
 * whole; the step is found when it is done.
 */
export const encryptedCopy: ActionDefinition = {
  name: 'encrypted-copy',
  subjects: ['image'],
  writes: [
    'copy',
    'copy-permission',
    'copy-removal',
    'tags',
    'availability',
    'launch-permission',
    'registration',
    'usage-report',
  ],
  iamActions: [
    'ec2:DescribeImageReferences',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
    'rbin:GetRule',
    'rbin:ListRules',
  ],
  undo: 'a rollback of each step: the original is enabled and shared again, who was let in on the copy is let out; the copy stays until its own entry is rolled back, and then only goes if nothing refers to it',
  manualOnly: false,
  reads: ['image', 'launchPermission', 'copies'],
  plan: (findings, context) => {
    const { image } = context.state;
    if (!findings.some(({ detail }) => detail.kind === 'device') || image?.kind !== 'known') return [];
    if (image.value.state === 'available') return [copyWriteOf(context)];
    const isReplaced = context.setting.options?.source?.after === 'disable';
    return image.value.state === 'disabled' && isReplaced
      ? [{ kind: 'registration', to: 'deregistered' }]
      : [];
  },
  hindrance: null,
  nextStep: (context, [planned]) =>
    planned?.kind === 'registration' ? deregisterStep(context) : copyStep(context),
};
