import * as client from '@aws-sdk/client-ec2';
import type { CallContext, Operation, ServiceDefinition } from '../wire/service.ts';
import { copyImage } from './operations/copy-image.ts';
import { createTags, deleteTags, describeTags } from './operations/create-tags.ts';
import { describeImageAttribute } from './operations/describe-image-attribute.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeSnapshots } from './operations/describe-snapshots.ts';
import { modifyImageAttribute, resetImageAttribute } from './operations/modify-image-attribute.ts';
import { registerImage } from './operations/register-image.ts';
import type { World } from './world.ts';

const OPERATIONS = {
  CopyImage: copyImage,
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImages: describeImages,
  DescribeSnapshots: describeSnapshots,
  DescribeTags: describeTags,
  ModifyImageAttribute: modifyImageAttribute,
  RegisterImage: registerImage,
  ResetImageAttribute: resetImageAttribute,
} as const satisfies Readonly<Record<string, (world: World, input: never, context: CallContext) => unknown>>;

/** EC2 as the sandbox serves it: the operations of the image world, on this world. */
export const ec2Service = (world: World): ServiceDefinition => ({
  signingName: 'ec2',
  protocol: 'ec2Query',
  apiVersion: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  schemas: client,
  operations: Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
      name,
      (input, context) => operation(world, input, context),
    ]),
  ),
});
