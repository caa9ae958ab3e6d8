import type { Fact } from './image.ts';
import { GUARDRAIL_FACTS, type SubjectKind } from './subject.ts';

/** The groups of facts that a subject of each kind can have. */
export const SUBJECT_FACTS: Readonly<Record<SubjectKind, readonly Fact[]>> = {
  image: [
    'image',
    'launchPermission',
    'snapshots',
    'snapshotSharing',
    'keyAliases',
    'references',
    'ancestry',
    'exports',
    'shareQuota',
  ],
  instance: ['instance', 'image'],
  'account-region': [...GUARDRAIL_FACTS, 'quotas'],
};
