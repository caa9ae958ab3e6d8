import { DescribeImportImageTasksCommand, type ImportImageTask } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { ImageId } from '../model/ids.ts';
import type { ImageReader, ImportTask } from '../ports/images.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';

const OPERATION = 'DescribeImportImageTasks';

// "InvalidConversionTaskId" and "InvalidConversionTaskId.Malformed" (EC2 API reference, error codes).
const isUnknownTask = (error: unknown): boolean =>
  error instanceof Fault && error.code.startsWith('InvalidConversionTaskId');

const unknownShape = (what: string): Fault => new Fault(OPERATION, 'UnknownShape', what, { retryable: true });

// A task that failed is deleted by EC2 itself; its message says why.
const ENDED: readonly string[] = ['deleting', 'deleted', 'cancelled'];

const taskOf = ({ ImportTaskId: id = 'a task', ...task }: ImportImageTask): ImportTask => {
  const { Status: status = 'none', StatusMessage: message, ImageId: image } = task;
  if (status === 'active' || status === 'updating') return { kind: 'active', status: message ?? status };
  if (ENDED.includes(status)) return { kind: 'ended', status, message: message ?? null };
  if (status !== 'completed') throw unknownShape(`${id} has the unknown status "${status}"`);
  const made = ImageId.safeParse(image);
  if (made.success) return { kind: 'completed', image: made.data };
  throw unknownShape(`${id} is completed and names no image`);
};

/** Asks how an ImportImage task stands, by its id. Rejects with `Fault`, also for a status that nobody knows. */
export const importTask =
  (clients: Ec2Clients): ImageReader['importTask'] =>
  async (account, region, task) => {
    const client = await clients(account, region);
    try {
      const answer = await asFault(
        OPERATION,
        client.send(new DescribeImportImageTasksCommand({ ImportTaskIds: [task] })),
      );
      const [found] = present(OPERATION, 'importImageTaskSet', answer.ImportImageTasks);
      return found === undefined ? { kind: 'unknown' } : taskOf(found);
    } catch (error) {
      if (isUnknownTask(error)) return { kind: 'unknown' };
      throw error;
    }
  };
