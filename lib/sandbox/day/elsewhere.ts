import { ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import { SEED } from '../ec2/seed/seed-world.ts';
import type { DayStep } from './day-step.ts';
import { copy } from './images.ts';
import { GOLDEN, PLAYGROUND, WEB_DEV, WEB_PROD } from './owners.ts';
import { COLLEAGUE_DEV, EVERYBODY, FOREIGN_UNIT, share, shareIn, STRANGER } from './shares.ts';

const { plainSnapshot: PLAIN } = SEED;

/** What other teams do in accounts and regions of their own. */
export const elsewhere: readonly DayStep[] = [
  {
    title: 'web-prod shares its base image with an account that nobody knows',
    minutes: 6,
    act: (day) => share(day, WEB_PROD, 'web-prod-base', STRANGER),
  },
  {
    title: 'playground shares its base image with a unit of a foreign organisation',
    minutes: 2,
    act: (day) => share(day, PLAYGROUND, 'playground-base', FOREIGN_UNIT),
  },
  {
    title: 'golden-base is lent to web-dev, which may copy it',
    minutes: 8,
    act: async (day) => {
      await share(day, GOLDEN, 'golden-base', COLLEAGUE_DEV);
      await day.ec2(GOLDEN).send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: PLAIN,
          Attribute: 'createVolumePermission',
          CreateVolumePermission: { Add: [COLLEAGUE_DEV] },
        }),
      );
    },
  },
  {
    title: 'web-dev copies it to Oregon as community-agent-1',
    minutes: 5,
    act: (day) =>
      copy(day, WEB_DEV, 'golden-base', 'community-agent-1', { region: 'us-west-2', kmsKey: null }),
  },
  {
    title: 'community-agent-1 is made public: a waiver covers it, so it is recorded and left alone',
    minutes: 10,
    act: (day) => shareIn('us-west-2', day, WEB_DEV, 'community-agent-1', EVERYBODY),
  },
];
