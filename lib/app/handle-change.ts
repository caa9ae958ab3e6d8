import { parseEvent } from '../events/parse.ts';
import type { ImageChange, ParsedEvent } from '../model/change.ts';
import { Fault } from '../model/fault.ts';
import { sha256Hex } from '../model/hash.ts';
import type { Cause } from '../model/journal.ts';
import { AccountId, type ImageId, Region } from '../model/ids.ts';
import { followImport } from './follow-import.ts';
import type { EventPorts, GuardPorts } from './guard-ports.ts';
import { hear } from './inventory/keep-place.ts';
import { judgeAndKeep } from './judge-and-keep.ts';
import { subjectsOf } from './subjects-of.ts';
import { Summary } from './summary.ts';
import { noteFault } from './tell-each.ts';

/** How a message of the changes queue ended. `malformed` and a thrown `Fault` are for the queue to deliver again and, in the end, to its DLQ. */
export type Handled =
  | { readonly kind: 'done'; readonly images: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The whole way of one message: parse, then judge each image that it names. Rejects when any image could not be finished. */
export const handleChange = async (body: string, ports: EventPorts): Promise<Handled> => {
  const event = parseBody(body);
  ports.telemetry.note({ kind: 'parsed', event });
  if (event.kind === 'ignored') return { kind: 'ignored', reason: event.reason };
  if (event.kind === 'malformed') return keepMalformed(body, event, ports);
  const summary = new Summary(event, ports);
  // Beside the other: it is about the account and region as a whole, and never rejects.
  const heard = noteHeard(event, ports);
  try {
    const handled = await handleOne(event, { ...ports, telemetry: summary });
    summary.end(handled.kind === 'ignored' ? 'put back' : 'done');
    return handled;
  } catch (reason) {
    summary.end('failed');
    throw reason;
  } finally {
    await heard;
  }
};

const handleOne = (event: ImageChange, ports: EventPorts): Promise<Handled> => {
  const { detail } = event;
  if (detail.kind === 'unseen') return markUnseen(event, detail.reason, ports);
  const isTimer = detail.kind === 'recheck' || detail.kind === 'importing';
  if (isTimer && Date.parse(detail.dueAt) > ports.clock.now().getTime()) {
    return passOn(event, detail.dueAt, ports);
  }
  return judgeAll(event, ports);
};

/** Never rejects. Our own timers tell nothing of whether events come. */
const noteHeard = async (
  event: ImageChange,
  { heard, inventory, clock, telemetry }: EventPorts,
): Promise<void> => {
  if (event.actor === null && (event.detail.kind === 'recheck' || event.detail.kind === 'importing')) return;
  await hear(event, clock.now(), heard, inventory).catch((reason: unknown) => {
    noteFault(`inventory of ${event.account}/${event.region}`, reason, telemetry);
  });
};

const parseBody = (body: string): ParsedEvent => {
  try {
    return parseEvent(JSON.parse(body) as unknown);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const reason = `the message is not JSON: ${cause.message}`;
    return { kind: 'malformed', event: null, account: null, region: null, reason };
  }
};

const MALFORMED_KEPT_BYTES = 300 * 1024;

const keepMalformed = async (
  body: string,
  event: { readonly account: string | null; readonly region: string | null; readonly reason: string },
  ports: GuardPorts,
): Promise<Handled> => {
  const id = sha256Hex(body).slice(0, 32);
  const at = ports.clock.now().toISOString();
  const truncated = body.length > MALFORMED_KEPT_BYTES;
  const kept = truncated ? body.slice(0, MALFORMED_KEPT_BYTES) : body;
  await ports.journal.keepMalformed({ id, at, reason: event.reason, body: kept, truncated });
  // Sent at every delivery, since the last one may have died right here; each channel is told once.
  const account = AccountId.safeParse(event.account).data ?? null;
  const region = Region.safeParse(event.region).data ?? null;
  await ports.queues.sendNotice({ kind: 'malformed', account, region, id, reason: event.reason, at });
  return { kind: 'malformed', reason: event.reason };
};

const passOn = async (event: ImageChange, dueAt: string, ports: GuardPorts): Promise<Handled> => {
  const at = ports.clock.now().toISOString();
  const { account, region, detail } = event;
  if (detail.kind === 'importing') {
    await ports.queues.sendFollowImport(
      { account, region, task: detail.task, since: detail.since },
      dueAt,
      at,
    );
  } else {
    for (const { ref, launched } of subjectsOf(event, [])) {
      await ports.queues.sendRecheck(ref, dueAt, at, launched);
    }
  }
  return { kind: 'ignored', reason: `not due before ${dueAt}; put back` };
};

/** An event that does not say what it changed: the account-region is marked for the sweep, and people are told. */
const markUnseen = async (event: ImageChange, reason: string, ports: GuardPorts): Promise<Handled> => {
  const { account, region, eventId, at } = event;
  const mark = { account, region, at, eventId, reason };
  // Told at every delivery, since the last one may have died right here; each channel is told once.
  await ports.journal.markDirty(mark);
  ports.telemetry.note({ kind: 'dirty', mark });
  await ports.queues.sendNotice({
    kind: 'unseen',
    id: eventId,
    account,
    region,
    at,
    reason,
    cause: causeOf(event),
  });
  return { kind: 'done', images: 0 };
};

const AT_ONCE = 5;

const judgeAll = async (event: ImageChange, ports: EventPorts): Promise<Handled> => {
  const { account, region } = event;
  const note = (reason: unknown): void => {
    ports.telemetry.note({
      kind: 'fault',
      where: `${event.event} in ${account}/${region}`,
      message: reason instanceof Error ? reason.message : String(reason),
      retryable: reason instanceof Fault && reason.retryable,
    });
  };
  const backed = await imagesBehind(event, ports).catch((reason: unknown) => {
    note(reason);
    throw reason;
  });
  const subjects = subjectsOf(event, backed);
  const failed: unknown[] = [];
  // A few at a time: one call tags up to a thousand images, and EC2 gives 100 reads at once and 20 a second.
  for (let first = 0; first < subjects.length; first += AT_ONCE) {
    const some = subjects.slice(first, first + AT_ONCE);
    const ends = await Promise.allSettled(
      some.map((subject) => judgeAndKeep(subject, event, causeOf(event), ports)),
    );
    failed.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])));
  }
  failed.forEach(note);
  if (failed.length > 0) throw failed.length === 1 ? failed[0] : new AggregateError(failed, event.event);
  return { kind: 'done', images: subjects.length };
};

/** Images that the event does not name itself: those that its snapshots back, and the one that an import became. */
const imagesBehind = async (event: ImageChange, ports: GuardPorts): Promise<readonly ImageId[]> => {
  const { account, region, snapshots } = event;
  const imported = await followImport(event, ports);
  const backed = snapshots.length === 0 ? [] : await ports.reader.imagesBackedBy(account, region, snapshots);
  return imported === null ? backed : [imported, ...backed];
};

const causeOf = (event: ImageChange): Cause => ({
  event: event.event,
  eventId: event.eventId,
  at: event.at,
  actor: event.actor,
  refused: event.outcome.kind === 'refused' ? event.outcome.code : null,
});
