import {
  DisableImageBlockPublicAccessCommand,
  DisableImageCommand,
  EnableImageBlockPublicAccessCommand,
  EnableImageCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  ResetImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { SEED } from '../ec2/seed/seed-world.ts';
import { known, type DayStep } from './day-step.ts';
import { deregister } from './images.ts';
import { GOLDEN } from './owners.ts';
import { envelope } from './records.ts';
import { EVERYBODY, PARTNER, share, STRANGER, unshare } from './shares.ts';

const { encryptedSnapshot: ENCRYPTED } = SEED;

/** What services do, what AWS refuses, and what cannot be understood. */
export const afternoon: readonly DayStep[] = [
  {
    title: 'The backup service makes an image on its own',
    minutes: 5,
    act: (day) => {
      const image = known(day, 'golden-db');
      const service = { type: 'AWSService', invokedBy: 'backup.amazonaws.com' };
      const record = envelope(day, {
        account: GOLDEN,
        eventName: 'CreateImage',
        userIdentity: service,
        requestParameters: { instanceId: 'i-0aaaaaaaaaaaaaaa1', name: 'AwsBackup_example' },
        responseElements: { requestId: 'example', imageId: image },
      });
      day.publish(GOLDEN, 'us-east-1', record);
      return Promise.resolve();
    },
  },
  {
    title: 'Image Builder’s own CreateImage, which is not EC2’s',
    minutes: 1,
    act: (day) => {
      const record = envelope(day, {
        account: GOLDEN,
        eventName: 'CreateImage',
        eventSource: 'imagebuilder.amazonaws.com',
        userIdentity: { type: 'AWSService', invokedBy: 'imagebuilder.amazonaws.com' },
        requestParameters: {
          imageRecipeArn: 'arn:aws:imagebuilder:us-east-1:111122223333:image-recipe/example/1.0.0',
        },
        responseElements: null,
      });
      day.publish(GOLDEN, 'us-east-1', record);
      return Promise.resolve();
    },
  },
  {
    title: 'Somebody tries to make the encrypted golden-web public: EC2 refuses',
    minutes: 4,
    refused: 'UnsupportedOperation',
    act: (day) => share(day, GOLDEN, 'golden-web', EVERYBODY),
  },
  {
    title: 'Block public access is switched on',
    minutes: 2,
    act: (day) =>
      day
        .ec2(GOLDEN)
        .send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' })),
  },
  {
    title: 'A public share bounces off block public access: an attempt, and known as one',
    minutes: 11,
    refused: 'OperationNotPermitted',
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY),
  },
  {
    title: 'A dry run: neither a change nor an attempt',
    minutes: 1,
    refused: 'DryRunOperation',
    act: (day) =>
      day.ec2(GOLDEN).send(
        new ModifyImageAttributeCommand({
          ImageId: known(day, 'golden-web'),
          LaunchPermission: { Add: [STRANGER] },
          DryRun: true,
        }),
      ),
  },
  {
    title: 'A record arrives in which the image is a number',
    minutes: 3,
    act: (day) => {
      const record = envelope(day, {
        account: GOLDEN,
        eventName: 'ModifyImageAttribute',
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: GOLDEN },
        requestParameters: { imageId: 42, launchPermission: { add: { items: [{ group: 'all' }] } } },
        responseElements: { requestId: 'example', _return: true },
      });
      day.publish(GOLDEN, 'us-east-1', record);
      return Promise.resolve();
    },
  },
  {
    title: 'A snapshot behind golden-db is shared with the partner',
    minutes: 6,
    act: (day) =>
      day.ec2(GOLDEN).send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: ENCRYPTED,
          Attribute: 'createVolumePermission',
          CreateVolumePermission: { Add: [{ UserId: '444455556666' }] },
        }),
      ),
  },
];

/** Shares taken back by their owners, an image switched off and on, and one that goes. */
export const evening: readonly DayStep[] = [
  {
    title: 'Block public access is switched off again, against all advice',
    minutes: 10,
    act: (day) => day.ec2(GOLDEN).send(new DisableImageBlockPublicAccessCommand({})),
  },
  {
    title: 'golden-web is no longer shared with the partner',
    minutes: 20,
    act: (day) => unshare(day, GOLDEN, 'golden-web', PARTNER),
  },
  {
    title: 'All shares of golden-db are reset by its owner',
    minutes: 4,
    act: (day) =>
      day
        .ec2(GOLDEN)
        .send(
          new ResetImageAttributeCommand({ ImageId: known(day, 'golden-db'), Attribute: 'launchPermission' }),
        ),
  },
  {
    title: 'app-careful is disabled',
    minutes: 5,
    act: (day) => day.ec2(GOLDEN).send(new DisableImageCommand({ ImageId: known(day, 'app-careful') })),
  },
  {
    title: 'app-careful is enabled again',
    minutes: 5,
    act: (day) => day.ec2(GOLDEN).send(new EnableImageCommand({ ImageId: known(day, 'app-careful') })),
  },
  {
    title: 'app-hurry is deregistered: its findings close with it',
    minutes: 30,
    act: (day) => deregister(day, GOLDEN, 'app-hurry'),
  },
];
