import {
  DisableImageBlockPublicAccessCommand,
  DisableImageCommand,
  EnableImageBlockPublicAccessCommand,
  EnableImageCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  ResetImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { DayStep } from './day-step.ts';
import { known } from './day-step.ts';
import { copy, deregister, OWNED_TAGS, register, tag } from './images.ts';
import { envelope } from './records.ts';
import {
  COLLEAGUE,
  EVERYBODY,
  FOREIGN_UNIT,
  OWN_ORGANIZATION,
  PARTNER,
  PARTNER_ORGANIZATION,
  PROD_UNIT,
  share,
  STRANGER,
  unshare,
} from './shares.ts';

const GOLDEN = '111122223333';
const PLAIN = 'snap-0aaaaaaaaaaaaaaa1';
const ENCRYPTED = 'snap-0aaaaaaaaaaaaaaa2';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444';

const morning: readonly DayStep[] = [
  {
    title: 'The pipeline registers golden-web, encrypted and tagged',
    minutes: 0,
    act: (day) => register(day, GOLDEN, 'golden-web', ENCRYPTED),
  },
  {
    title: 'The pipeline registers golden-db',
    minutes: 2,
    act: (day) => register(day, GOLDEN, 'golden-db', ENCRYPTED),
  },
  {
    title: 'golden-web is shared with the whole organisation',
    minutes: 3,
    act: (day) => share(day, GOLDEN, 'golden-web', OWN_ORGANIZATION),
  },
  {
    title: 'golden-web is shared with the production unit and a colleague’s account',
    minutes: 1,
    act: (day) => share(day, GOLDEN, 'golden-web', PROD_UNIT, COLLEAGUE),
  },
  {
    title: 'golden-web is shared with an approved partner account',
    minutes: 5,
    act: (day) => share(day, GOLDEN, 'golden-web', PARTNER),
  },
  {
    title: 'golden-db is shared with an approved partner organisation',
    minutes: 4,
    act: (day) => share(day, GOLDEN, 'golden-db', PARTNER_ORGANIZATION),
  },
];

const offences: readonly DayStep[] = [
  {
    title: 'An unencrypted image is registered in a hurry',
    minutes: 10,
    act: (day) => register(day, GOLDEN, 'app-hurry', PLAIN),
  },
  {
    title: 'Somebody makes app-hurry public',
    minutes: 7,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY),
  },
  {
    title: 'golden-web is shared with an account that nobody knows',
    minutes: 6,
    act: (day) => share(day, GOLDEN, 'golden-web', STRANGER),
  },
  {
    title: 'golden-db is shared with a unit of a foreign organisation',
    minutes: 3,
    act: (day) => share(day, GOLDEN, 'golden-db', FOREIGN_UNIT),
  },
  {
    title:
      'One call shares app-hurry with everybody, a stranger, a partner and production: only the failing two go',
    minutes: 9,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY, STRANGER, PARTNER, PROD_UNIT),
  },
  {
    title: 'The same public share comes a second time, hours after the first',
    minutes: 12,
    act: (day) => share(day, GOLDEN, 'app-hurry', EVERYBODY),
  },
  {
    title: 'The last event is delivered twice',
    minutes: 0,
    act: (day) => {
      const last = day.published().findLast((event) => JSON.stringify(event).includes('"group":"all"'));
      if (last === undefined) throw new Error('there is no public share to repeat');
      day.publish(GOLDEN, 'us-east-1', last);
      return Promise.resolve();
    },
  },
];

const noon: readonly DayStep[] = [
  {
    title: 'app-hurry is copied to Ireland, still unencrypted',
    minutes: 15,
    act: (day) => copy(day, GOLDEN, 'app-hurry', 'app-hurry-eu', { region: 'eu-west-1', kmsKey: null }),
  },
  {
    title: 'app-hurry is copied again, encrypted with the team’s key: as it should be',
    minutes: 5,
    act: (day) => copy(day, GOLDEN, 'app-hurry', 'app-careful', { region: 'us-east-1', kmsKey: KEY }),
  },
  {
    title: 'An image without any tag',
    minutes: 8,
    act: (day) => register(day, GOLDEN, 'app-untagged', ENCRYPTED, {}),
  },
  {
    title: 'Another image without any tag; nobody will tag this one',
    minutes: 1,
    act: (day) => register(day, GOLDEN, 'app-forgotten', ENCRYPTED, {}),
  },
  {
    title: 'The tags of app-untagged arrive late, inside the grace of 30 minutes',
    minutes: 10,
    act: (day) => tag(day, GOLDEN, 'app-untagged', { ...OWNED_TAGS, Name: 'app-untagged' }),
  },
  {
    title: 'Lunch: the grace of app-forgotten ends',
    minutes: 45,
    act: () => Promise.resolve(),
  },
  {
    title: 'app-forgotten is tagged after all',
    minutes: 20,
    act: (day) => tag(day, GOLDEN, 'app-forgotten', { ...OWNED_TAGS, Name: 'app-forgotten' }),
  },
];

const afternoon: readonly DayStep[] = [
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

const evening: readonly DayStep[] = [
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

/** Honest work between the parts, as much of it as the seed says. */
const honestWork = (random: () => number): readonly DayStep[] =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index): DayStep => {
    const name = `app-service-${String(index + 1)}-${String(Math.floor(random() * 1_000_000)).padStart(6, '0')}`;
    return {
      title: `The pipeline registers ${name}`,
      minutes: 1 + Math.floor(random() * 9),
      act: (day) => register(day, GOLDEN, name, ENCRYPTED),
    };
  });

/** The order of independent offences is the seed's too; the duplicate stays behind what it repeats. */
const shuffledOffences = (random: () => number): readonly DayStep[] => {
  const [hurry, firstPublic, ...rest] = offences;
  const middle = rest.slice(0, 3);
  const last = rest.slice(3);
  if (hurry === undefined || firstPublic === undefined) return offences;
  const order = middle.map((step) => ({ step, at: random() })).toSorted((a, b) => a.at - b.at);
  return [hurry, firstPublic, ...order.map(({ step }) => step), ...last];
};

/** A day in the organisation, varied by the seed: some 30 doings, from which AWS makes some 40 events. */
export const planDay = (random: () => number): readonly DayStep[] => [
  ...morning,
  ...honestWork(random),
  ...shuffledOffences(random),
  ...noon,
  ...afternoon,
  ...evening,
];
