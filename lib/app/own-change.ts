import type { ImageChange } from '../model/change.ts';
import { ImageId } from '../model/ids.ts';
import type { AccountRegion, SubjectRef } from '../model/subject.ts';
import type { GuardPorts } from './guard-ports.ts';
import { LAG_MS, mayLag, SKEW_MS } from './lagging.ts';
import { isOfWrite } from './own-write.ts';

/**
 * Whether a change is of a write of ours. `own`: this very subject was written to, and read back then: there is nothing to judge.
 * `beside`: what we wrote shows here as well (a snapshot behind another image, a state that EC2 tells of by itself): it is judged,
 * and nothing is done about it, or an undoing would be undone at once.
 */
export type Ownership = 'none' | 'own' | 'beside';

type Ports = Pick<GuardPorts, 'journal' | 'clock' | 'writerRoleName'>;

export const ownershipOf = async (ref: SubjectRef, change: ImageChange, ports: Ports): Promise<Ownership> => {
  const { requestId, actor, detail } = change;
  if (requestId === null) return 'none';
  const isOurs = async (): Promise<boolean> =>
    (await ports.journal.isOwnRequest(ref, requestId)) || isUnderWay(ref, change, ports);
  // EC2's own events name nobody who did it.
  if (actor === null) return detail.kind === 'state' && (await isOurs()) ? 'beside' : 'none';
  // The role alone proves nothing (somebody may have got hold of it): the request must be one that we remember making.
  if (actor.arn?.includes(`:assumed-role/${ports.writerRoleName}/`) !== true) return 'none';
  if ((await isOurs()) || (await isOwnCopy(ref, change, requestId, ports))) return 'own';
  const isShared = change.snapshots.length > 0;
  return isShared && (await ports.journal.isOwnRequest(placeOf(ref), requestId)) ? 'beside' : 'none';
};

/** A copy that we began may be told of before its id is noted: by then the original's journal tells. */
const isOwnCopy = async (
  { account, region }: SubjectRef,
  change: ImageChange,
  requestId: string,
  ports: Ports,
): Promise<boolean> => {
  const { detail } = change;
  if (detail.kind !== 'created' || detail.from !== 'copy') return false;
  const image = ImageId.safeParse(detail.source);
  if (!image.success) return false;
  const original = { account, region, image: image.data };
  return (await ports.journal.isOwnRequest(original, requestId)) || isUnderWay(original, change, ports);
};

/** The account-region of a subject, by which a write that shows in several subjects is remembered. */
export const placeOf = ({ account, region }: SubjectRef): AccountRegion => ({ account, region });

/** The event may be faster than the note of its request id: then the intent stands in the journal, without an outcome yet. */
const isUnderWay = async (ref: SubjectRef, change: ImageChange, ports: Ports): Promise<boolean> => {
  const since = new Date(ports.clock.now().getTime() - LAG_MS - SKEW_MS).toISOString();
  const entries = await ports.journal.entries(ref, since);
  const last = entries.findLast((entry) => entry.kind === 'intent' || entry.kind === 'outcome');
  if (last?.kind !== 'intent' || !mayLag(last.at, ports)) return false;
  return last.action.writes.some((write) => isOfWrite(change, write));
};
