import { CreateTagsCommand, DeleteTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { ImageId } from '../model/ids.ts';
import type { Write } from '../model/plan.ts';
import { requestIdOf } from './request-id.ts';

/**
 * One CreateTags, or one DeleteTags of keys as far as they have these values: EC2 leaves another value alone. Keys that begin with
 * `aws:` are not for users.
 */
export const sendTags = async (
  client: EC2Client,
  image: ImageId,
  { set, remove }: Extract<Write, { kind: 'tags' }>,
): Promise<string | null> => {
  const [added, removed] = [tagsOf(set), tagsOf(remove)];
  const refuse = (code: string, message: string): never => {
    throw new Fault(removed.length > 0 ? 'DeleteTags' : 'CreateTags', code, message, { retryable: false });
  };
  if (added.length === 0 && removed.length === 0) refuse('EmptyChange', `nothing to do to ${image}`);
  if (added.length > 0 && removed.length > 0) {
    refuse('TwoChanges', `asked to set and to remove tags of ${image}`);
  }
  if ([...added, ...removed].some(({ Key }) => Key.toLowerCase().startsWith('aws:'))) {
    refuse('ReservedTag', `asked to change a tag of AWS on ${image}`);
  }
  if (removed.length > 0) {
    const command = new DeleteTagsCommand({ Resources: [image], Tags: removed });
    return requestIdOf('DeleteTags', client.send(command));
  }
  return requestIdOf('CreateTags', client.send(new CreateTagsCommand({ Resources: [image], Tags: added })));
};

const tagsOf = (tags: Readonly<Record<string, string>>): { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
