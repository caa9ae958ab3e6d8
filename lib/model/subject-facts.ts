import type { Fact } from './image.ts';
import { GUARDRAIL_FACTS, type SubjectKind } from './subject.ts';

/** All groups of facts that there are about an image. */
export const IMAGE_FACTS = [
  'image',
  'launchPermission',
  'snapshots',
  'snapshotSharing',
  'keyAliases',
  'references',
  'ancestry',
  'exports',
  'shareQuota',
] as const satisfies readonly Fact[];

/** The groups of facts that a subject of each kind can have. */
export const SUBJECT_FACTS: Readonly<Record<SubjectKind, readonly Fact[]>> = {
  image: IMAGE_FACTS,
  instance: ['instance', 'image'],
  'account-region': [...GUARDRAIL_FACTS, 'quotas'],
};
