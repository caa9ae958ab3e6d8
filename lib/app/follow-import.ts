import type { ImageChange } from '../model/change.ts';
import type { ImageId } from '../model/ids.ts';
import type { GuardPorts } from './guard-ports.ts';

/** How often an import is asked after, and how long: a large disk takes hours. */
const ASK_MS = 5 * 60_000;
const GIVE_UP_MS = 24 * 60 * 60_000;
/** DescribeImportImageTasks may not know a new task yet. */
const NEW_TASK_MS = 10 * 60_000;

/**
 * Follows an import by one step: ImportImage names no image, so its task is asked after until it ends. Answers the image
 * once there is one; null while there is none, or never will be. An import that is not over after a day is left to the sweep.
 */
export const followImport = async (change: ImageChange, ports: GuardPorts): Promise<ImageId | null> => {
  if (change.detail.kind !== 'importing' || change.outcome.kind === 'refused') return null;
  const { account, region, eventId } = change;
  const { task, since } = change.detail;
  const found = await ports.reader.importTask(account, region, task);
  const status = found.kind === 'active' || found.kind === 'ended' ? found.status : found.kind;
  const image = found.kind === 'completed' ? found.image : null;
  ports.telemetry.note({ kind: 'import', task, status, image });
  const now = ports.clock.now();
  const age = now.getTime() - Date.parse(since);
  const isOpen = found.kind === 'active' || (found.kind === 'unknown' && age < NEW_TASK_MS);
  if (isOpen && age < GIVE_UP_MS) {
    const dueAt = new Date(now.getTime() + ASK_MS).toISOString();
    await ports.queues.sendFollowImport({ account, region, task, since }, dueAt, now.toISOString());
    return null;
  }
  // What AWS does not tell of any more may have become an image.
  if (isOpen || found.kind === 'unknown') {
    const reason = `nobody saw the end of the import ${task}`;
    const mark = { account, region, at: now.toISOString(), eventId, reason };
    await ports.journal.markDirty(mark);
    ports.telemetry.note({ kind: 'dirty', mark });
  }
  return image;
};
