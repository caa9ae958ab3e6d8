import type { CopyQueue, CopyTicket } from '../../model/copy-queue.ts';
import type { ImageId } from '../../model/ids.ts';

/** EBS quota "Concurrent snapshot copies per destination Region". */
const MOST_AT_ONCE = 20;
/** More than these do not stand in line yet: the queue is one item of a table. */
const MOST_WAITING = 500;

const MINUTE_MS = 60_000;
/** How often who waits asks again; the nearer the turn, the more often. */
const SOONEST_MS = 15 * MINUTE_MS;
const LATEST_MS = 6 * 60 * MINUTE_MS;
/** How late somebody may be before his place is another's. */
const LATE_MS = 30 * MINUTE_MS;
/** By how much a new duration counts beside those before. */
const WEIGHT = 0.25;

/**
 * `go`: the copy may be made, or is. `wait`: `before` images stand before it; `expectedAt` (ISO 8601) is when its turn is expected, by
 * the durations of late, null when none was timed; `again` when it is to ask again. `full`: there is no room in the line itself.
 */
export type Turn =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'wait';
      readonly before: number;
      readonly expectedAt: string | null;
      readonly again: string;
    }
  | { readonly kind: 'full'; readonly again: string };

/**
 * Asks for an image's turn at `now`: so many snapshots of it are to be copied. Who asks first goes first; who has not asked again for
 * too long is out. Answers the queue as it is then.
 */
export const askTurn = (
  { tickets, secondsPerCopy }: CopyQueue,
  image: ImageId,
  snapshots: number,
  now: Date,
): { readonly queue: CopyQueue; readonly turn: Turn } => {
  const at = now.toISOString();
  const present = tickets.filter((one) => one.renewBy > at);
  const known = present.find((one) => one.image === image);
  // More than AWS takes at once is for AWS to refuse, alone.
  const size = Math.min(MOST_AT_ONCE, Math.max(1, snapshots));
  const before = known === undefined ? present : present.slice(0, present.indexOf(known));
  const queue = (ticket: CopyTicket): CopyQueue => ({
    secondsPerCopy,
    tickets:
      known === undefined ? [...present, ticket] : present.map((one) => (one.image === image ? ticket : one)),
  });
  const renewed = (ms: number): string => new Date(now.getTime() + ms + LATE_MS).toISOString();
  const running = sum(present.filter(isRunning));
  const waiting = before.filter((one) => !isRunning(one));
  const startedBefore = known?.startedAt ?? null;
  if (startedBefore !== null || (waiting.length === 0 && running + size <= MOST_AT_ONCE)) {
    const startedAt = startedBefore ?? at;
    const ticket = {
      ...(known ?? fresh(image, at)),
      snapshots: size,
      startedAt,
      renewBy: renewed(SOONEST_MS),
    };
    return { queue: queue(ticket), turn: { kind: 'go' } };
  }
  if (known === undefined && present.filter((one) => !isRunning(one)).length >= MOST_WAITING) {
    const again = new Date(now.getTime() + LATEST_MS).toISOString();
    return { queue: { tickets: present, secondsPerCopy }, turn: { kind: 'full', again } };
  }
  const ms = expectedMs(running + sum(waiting) + size, secondsPerCopy);
  const said = known?.expectedAt ?? null;
  // What was said stays said, as long as it may still come true: nobody is told of each minute.
  const expectedAt =
    said !== null && said > at ? said : ms === null ? null : new Date(now.getTime() + ms).toISOString();
  const wait = Math.min(LATEST_MS, Math.max(SOONEST_MS, (ms ?? 0) / 4));
  const ticket = { ...(known ?? fresh(image, at)), snapshots: size, expectedAt, renewBy: renewed(wait) };
  return {
    queue: queue(ticket),
    turn: {
      kind: 'wait',
      before: waiting.length + present.filter(isRunning).length,
      expectedAt,
      again: new Date(now.getTime() + wait).toISOString(),
    },
  };
};

/** Gives an image's place back. `copied`: its copy was made to the end, so that it tells how long one takes. Answers who may go next. */
export const leaveTurn = (
  { tickets, secondsPerCopy }: CopyQueue,
  image: ImageId,
  now: Date,
  copied: boolean,
): { readonly queue: CopyQueue; readonly next: readonly ImageId[] } => {
  const own = tickets.find((one) => one.image === image);
  const left = tickets.filter((one) => one.image !== image);
  const startedAt = own?.startedAt ?? null;
  const took = startedAt === null ? null : (now.getTime() - Date.parse(startedAt)) / 1000;
  const mean =
    took === null || !copied
      ? secondsPerCopy
      : secondsPerCopy === null
        ? took
        : secondsPerCopy + WEIGHT * (took - secondsPerCopy);
  let free = MOST_AT_ONCE - sum(left.filter(isRunning));
  const next: ImageId[] = [];
  for (const one of left.filter((ticket) => !isRunning(ticket))) {
    free -= one.snapshots;
    if (free < 0) break;
    next.push(one.image);
  }
  return { queue: { tickets: left, secondsPerCopy: mean }, next };
};

/** The queue with an image waiting that had begun, at its old place. */
export const returnTurn = (queue: CopyQueue, image: ImageId): CopyQueue => ({
  ...queue,
  tickets: queue.tickets.map((one) => (one.image === image ? { ...one, startedAt: null } : one)),
});

const fresh = (image: ImageId, askedAt: string): Omit<CopyTicket, 'snapshots' | 'renewBy'> => ({
  image,
  askedAt,
  startedAt: null,
  expectedAt: null,
});

const isRunning = ({ startedAt }: CopyTicket): boolean => startedAt !== null;

const sum = (tickets: readonly CopyTicket[]): number =>
  tickets.reduce((total, { snapshots }) => total + snapshots, 0);

/** How long until there is room for the last of so many snapshots, if each copy takes as long as those of late. */
const expectedMs = (snapshots: number, secondsPerCopy: number | null): number | null =>
  secondsPerCopy === null ? null : Math.ceil(snapshots / MOST_AT_ONCE - 1) * secondsPerCopy * 1000;
