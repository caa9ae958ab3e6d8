import * as z from 'zod/mini';
import type { ImageFacts } from '../../model/image.ts';
import type { ParametersOf } from '../../model/parameters.ts';
import { attributeFails, IS_PENDING, missing } from '../failures.ts';
import { aspectText, IMAGE_ASPECTS, type ImageAspect } from '../image-aspects.ts';
import { strings } from '../parameter-shapes.ts';
import { defineRule, type Failure } from '../rule.ts';

const version = z.nullable(z.literal('v2.0'));

/** Fails for each attribute of the image that is not one of those asked for; what AWS leaves out stands for AWS's default. */
export const imageShape = defineRule({
  id: 'image-shape',
  subject: 'image',
  why: 'Instances are as modern as their image: one that allows IMDSv1 or boots without UEFI gives all of them its weakness.',
  holds: 'The image is of the shape that the policy asks for.',
  awsFact:
    'Architecture, virtualization, root device and boot mode are fixed when an image is registered; `imdsSupport` alone can be set later, to v2.0 and never back (ModifyImageAttribute). DescribeImages leaves out a boot mode or a support that was not set; without a boot mode arm64 boots by UEFI and x86 by legacy BIOS (EC2 user guide, "Instance launch behavior with Amazon EC2 boot modes").',
  severity: 'medium',
  reads: ['image'],
  parameters: z.strictObject({
    kind: z.literal('image-shape'),
    architectures: strings,
    virtualization: strings,
    rootDevice: strings,
    bootModes: strings,
    imds: version,
    tpm: version,
    ena: z.nullable(z.literal(true)),
  }),
  defaults: {
    kind: 'image-shape',
    architectures: [],
    virtualization: ['hvm'],
    rootDevice: ['ebs'],
    bootModes: [],
    imds: null,
    tpm: null,
    ena: null,
  },
  remediations: [],
  remediation: null,
  check: (parameters, { image }) =>
    image.state === 'pending'
      ? IS_PENDING
      : {
          kind: 'judged',
          failures: IMAGE_ASPECTS.map((aspect) => judge(aspect, parameters, image)).filter(
            (failure) => failure !== null,
          ),
        },
});

const judge = (
  { attribute, wanted, found, unset }: ImageAspect,
  parameters: ParametersOf<'image-shape'>,
  image: ImageFacts,
): Failure | null => {
  const list = wanted(parameters);
  if (list.length === 0) return null;
  const value = found(image);
  const stands = value ?? unset(image);
  if (stands === null) return missing(`the ${attribute} of the image`);
  if (list.includes(stands)) return null;
  const text = `The ${attribute} is ${aspectText(value, stands)}, expected ${list.join(' or ')}.`;
  return attributeFails(attribute, value, text);
};
