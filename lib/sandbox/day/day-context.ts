import { EC2Client } from '@aws-sdk/client-ec2';
import type { Random } from '../random.ts';
import type { DayContext } from './day-step.ts';

/** The seed's images that the day names. */
const SEEDED = [
  ['golden-base', 'ami-0aaaaaaaaaaaaaa01'],
  ['web-prod-base', 'ami-0bbbbbbbbbbbbbb01'],
  ['playground-base', 'ami-0eeeeeeeeeeeeee01'],
] as const;

/** What the day needs of a sandbox. */
export interface DayStage {
  readonly endpoint: string;
  readonly clock: { now(): Date };
  publish(account: string, region: string, envelope: object): void;
}

/** The day's hands: one SDK client for each account and region, and its memory. */
export const dayContext = (
  stage: DayStage,
  random: Random,
  published: () => readonly object[],
): DayContext & { close(): void } => {
  const clients = new Map<string, EC2Client>();
  return {
    ec2: (account, region = 'us-east-1') => {
      const key = `${account}/${region}`;
      const client =
        clients.get(key) ??
        new EC2Client({
          endpoint: stage.endpoint,
          region,
          credentials: { accessKeyId: account, secretAccessKey: 'any' },
        });
      clients.set(key, client);
      return client;
    },
    publish: (account, region, envelope) => {
      stage.publish(account, region, envelope);
    },
    published,
    random,
    now: () => stage.clock.now(),
    known: new Map(SEEDED),
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
};
