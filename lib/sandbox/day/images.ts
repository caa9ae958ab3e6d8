import {
  CopyImageCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  RegisterImageCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { known, type DayContext } from './day-step.ts';

/** The tags that the example policy requires. */
export const OWNED_TAGS = {
  Owner: 'platform@example.com',
  CostCenter: '4711',
  DataClass: 'internal',
} as const;

const tagList = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Registers an image from a snapshot of its account and keeps its id under its name. */
export const register = async (
  day: DayContext,
  account: string,
  name: string,
  snapshot: string,
  tags: Readonly<Record<string, string>> = { ...OWNED_TAGS, Name: name },
): Promise<void> => {
  const answer = await day.ec2(account).send(
    new RegisterImageCommand({
      Name: name,
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      BootMode: 'uefi-preferred',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot } }],
      ...(Object.keys(tags).length === 0
        ? {}
        : { TagSpecifications: [{ ResourceType: 'image', Tags: tagList(tags) }] }),
    }),
  );
  remember(day, name, answer.ImageId);
};

/** Copies an image within the account, to another region where one is named. */
export const copy = async (
  day: DayContext,
  account: string,
  from: string,
  name: string,
  options: { readonly region: string; readonly kmsKey: string | null },
): Promise<void> => {
  const answer = await day.ec2(account, options.region).send(
    new CopyImageCommand({
      Name: name,
      SourceImageId: known(day, from),
      SourceRegion: 'us-east-1',
      CopyImageTags: true,
      ...(options.kmsKey === null ? {} : { Encrypted: true, KmsKeyId: options.kmsKey }),
    }),
  );
  remember(day, name, answer.ImageId);
};

export const tag = (
  day: DayContext,
  account: string,
  name: string,
  tags: Readonly<Record<string, string>>,
): Promise<unknown> =>
  day.ec2(account).send(new CreateTagsCommand({ Resources: [known(day, name)], Tags: tagList(tags) }));

export const deregister = (day: DayContext, account: string, name: string): Promise<unknown> =>
  day.ec2(account).send(new DeregisterImageCommand({ ImageId: known(day, name) }));

const remember = (day: DayContext, name: string, id: string | undefined): void => {
  if (id === undefined) throw new Error(`AWS gave no id for ${name}`);
  day.known.set(name, id);
};
