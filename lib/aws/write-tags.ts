import { CreateTagsCommand, DeleteTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { ImageId } from '../model/ids.ts';
import type { Write } from '../model/plan.ts';
import { requestIdOf } from './request-id.ts';

/** One CreateTags, or one DeleteTags of keys whatever their value. Keys that begin with `aws:` are not for users. */
export const sendTags = async (
  client: EC2Client,
  image: ImageId,
  { set, remove }: Extract<Write, { kind: 'tags' }>,
): Promise<string | null> => {
  const tags = Object.entries(set);
  const refuse = (code: string, message: string): never => {
    throw new Fault('CreateTags', code, message, { retryable: false });
  };
  if (tags.length === 0 && remove.length === 0) refuse('EmptyChange', `nothing to do to ${image}`);
  if (tags.length > 0 && remove.length > 0) refuse('TwoChanges', `asked to set and to remove tags of ${image}`);
  if ([...Object.keys(set), ...remove].some((tag) => tag.toLowerCase().startsWith('aws:'))) {
    refuse('ReservedTag', `asked to change a tag of AWS on ${image}`);
  }
  if (remove.length > 0) {
    const command = new DeleteTagsCommand({ Resources: [image], Tags: remove.map((Key) => ({ Key })) });
    return requestIdOf('DeleteTags', client.send(command));
  }
  const command = new CreateTagsCommand({ Resources: [image], Tags: tags.map(([Key, Value]) => ({ Key, Value })) });
  return requestIdOf('CreateTags', client.send(command));
};
