import {
  DeregisterImageCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  type EC2Client,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  RestoreImageFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import type { ImageId } from '../model/ids.ts';
import type { Write } from '../model/plan.ts';
import { requestIdOf } from './request-id.ts';

/** EnableImageDeprecation with a date, or DisableImageDeprecation. */
export const sendDeprecation = (
  client: EC2Client,
  ImageId: ImageId,
  { at }: Extract<Write, { kind: 'deprecation' }>,
): Promise<string | null> =>
  at === null
    ? requestIdOf('DisableImageDeprecation', client.send(new DisableImageDeprecationCommand({ ImageId })))
    : requestIdOf(
        'EnableImageDeprecation',
        client.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt: new Date(at) })),
      );

/** DisableImage, which drops every launch permission, or EnableImage, which brings none back. */
export const sendAvailability = (
  client: EC2Client,
  ImageId: ImageId,
  { to }: Extract<Write, { kind: 'availability' }>,
): Promise<string | null> =>
  to === 'disabled'
    ? requestIdOf('DisableImage', client.send(new DisableImageCommand({ ImageId })))
    : requestIdOf('EnableImage', client.send(new EnableImageCommand({ ImageId })));

/** DeregisterImage, which leaves the snapshots alone, or RestoreImageFromRecycleBin. */
export const sendRegistration = (
  client: EC2Client,
  ImageId: ImageId,
  { to }: Extract<Write, { kind: 'registration' }>,
): Promise<string | null> =>
  to === 'deregistered'
    ? requestIdOf('DeregisterImage', client.send(new DeregisterImageCommand({ ImageId })))
    : requestIdOf(
        'RestoreImageFromRecycleBin',
        client.send(new RestoreImageFromRecycleBinCommand({ ImageId })),
      );
