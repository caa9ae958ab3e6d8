import { createHash } from 'node:crypto';

/** A message attribute; exactly one of the two values is set. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, perhaps with a custom label behind a dot. */
  readonly type: string;
  readonly text: string | null;
  readonly bytes: Uint8Array | null;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface MessageDraft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Who sends: a caller's principal id, or a service's name. */
  readonly senderId: string;
  /** Overrides the queue's own delay. */
  readonly delaySeconds?: number;
  readonly traceHeader?: string;
  /** Both of them on a FIFO queue, neither on a standard one. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

/** A message in a queue, as tests and receivers see it. Times are in milliseconds of sandbox time. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly traceHeader: string | null;
  readonly sentAt: number;
  /** Cannot be received before. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt: number | null;
  /** Of the last receipt; null before the first. */
  readonly receiptHandle: string | null;
  /** The queue that gave it up; null outside dead-letter queues. */
  readonly deadLetterSource: string | null;
  /** These three are null outside FIFO queues. */
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  readonly sequenceNumber: string | null;
}

/** MD5 of a text in hex, as SQS answers it for bodies. */
export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

const TEXT = 1;
const BYTES = 2;

/** MD5 over the attributes in name order, each part behind its length (SQS developer guide, message metadata); null without any. */
export const attributesMd5 = (attributes: MessageAttributes): string | null => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return null;
  const hash = createHash('md5');
  const part = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    part(Buffer.from(name));
    part(Buffer.from(attribute.type));
    hash.update(Uint8Array.of(attribute.bytes === null ? TEXT : BYTES));
    part(attribute.bytes ?? Buffer.from(attribute.text ?? ''));
  }
  return hash.digest('hex');
};

/** Bytes that count towards the queue's limit: body, and names, types and values of attributes. */
export const messageSize = (body: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { type, text, bytes }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(type) +
      (bytes?.length ?? Buffer.byteLength(text ?? '')),
    Buffer.byteLength(body),
  );
