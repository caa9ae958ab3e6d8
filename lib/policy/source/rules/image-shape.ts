import * as z from 'zod';
import { anyList } from '../schema/forms.ts';
import { oneOf } from '../schema/words.ts';
import { asked, narrower } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const version = z.literal('v2.0', { error: 'expected v2.0' }).optional();

const members = {
  architectures: anyList(oneOf(['i386', 'x86_64', 'arm64', 'x86_64_mac', 'arm64_mac'])).optional(),
  virtualization: anyList(oneOf(['hvm', 'paravirtual'])).optional(),
  rootDevice: anyList(oneOf(['ebs', 'instance-store'])).optional(),
  bootModes: anyList(oneOf(['uefi', 'uefi-preferred', 'legacy-bios'])).optional(),
  imds: version,
  tpm: version,
  ena: z.literal(true, { error: 'expected true' }).optional(),
};

export const imageShapeSource: RuleSource = {
  kind: 'image-shape',
  members,
  changes: members,
  grows: [],
  stricter: {
    architectures: narrower,
    virtualization: narrower,
    rootDevice: narrower,
    bootModes: narrower,
    imds: asked,
    tpm: asked,
    ena: asked,
  },
};
