import { parseEvent } from '../events/parse.ts';
import type { ImageChange, ParsedEvent } from '../model/change.ts';
import { Fault } from '../model/fault.ts';
import { sha256Hex } from '../model/hash.ts';
import type { ImageRef } from '../model/image.ts';
import type { Cause } from '../model/journal.ts';
import { AccountId, type ImageId, Region } from '../model/ids.ts';
import type { GuardPorts } from './guard-ports.ts';
import { judgeImage } from './judge-image.ts';

/** How a message of the changes queue ended. `malformed` and a thrown `Fault` are for the queue to deliver again and, in the end, to its DLQ. */
export type Handled =
  | { readonly kind: 'done'; readonly images: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The whole way of one message: parse, then judge each image that it names. Rejects when any image could not be finished. */
export const handleChange = async (body: string, ports: GuardPorts): Promise<Handled> => {
  const event = parseBody(body);
  ports.telemetry.note({ kind: 'parsed', event });
  if (event.kind === 'ignored') return { kind: 'ignored', reason: event.reason };
  if (event.kind === 'malformed') return keepMalformed(body, event, ports);
  if (event.images.length === 0 && event.snapshots.length === 0) {
    const reason = `${event.event} names no image: CloudTrail left its requestParameters out`;
    return keepMalformed(body, { ...event, reason }, ports);
  }
  if (event.detail.kind === 'recheck' && Date.parse(event.detail.dueAt) > ports.clock.now().getTime()) {
    return passOn(event, event.detail.dueAt, ports);
  }
  return judgeAll(event, ports);
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
  for (const image of event.images) {
    await ports.queues.sendRecheck({ account: event.account, region: event.region, image }, dueAt, at);
  }
  return { kind: 'ignored', reason: `not due before ${dueAt}; put back` };
};

const AT_ONCE = 5;

const judgeAll = async (event: ImageChange, ports: GuardPorts): Promise<Handled> => {
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
  const refs = [...new Set([...event.images, ...backed])].map((image): ImageRef => ({
    account,
    region,
    image,
  }));
  const failed: unknown[] = [];
  // A few at a time: one call tags up to a thousand images, and EC2 gives 100 reads at once and 20 a second.
  for (let first = 0; first < refs.length; first += AT_ONCE) {
    const some = refs.slice(first, first + AT_ONCE);
    const ends = await Promise.allSettled(some.map((ref) => judgeImage(ref, event, causeOf(event), ports)));
    failed.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])));
  }
  failed.forEach(note);
  if (failed.length > 0) throw failed.length === 1 ? failed[0] : new AggregateError(failed, event.event);
  return { kind: 'done', images: refs.length };
};

const imagesBehind = async (
  { account, region, snapshots }: ImageChange,
  ports: GuardPorts,
): Promise<readonly ImageId[]> =>
  snapshots.length === 0 ? [] : ports.reader.imagesBackedBy(account, region, snapshots);

const causeOf = (event: ImageChange): Cause => ({
  event: event.event,
  eventId: event.eventId,
  at: event.at,
  actor: event.actor,
  refused: event.outcome.kind === 'refused' ? event.outcome.code : null,
});
