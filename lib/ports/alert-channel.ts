import type { FindingRecord } from '../model/journal.ts';
import type { NoticeMessage } from './queues.ts';

export type MalformedNotice = Extract<NoticeMessage, { kind: 'malformed' }>;

/** One place where people or programs are told. Rejects with `Fault`. */
export interface AlertChannel {
  /** Stable name, the key in `FindingRecord.told`: `sns`, `slack`, `eventbridge`. */
  readonly name: string;
  /** Whether this finding is for this channel at all; one that was told of it before is told on. */
  wants(record: FindingRecord): Promise<boolean>;
  /**
   * Brings the channel to what the finding now is: a first message, or an update of the one that `reference` names.
   * Answers the reference for next time; null where messages cannot be updated.
   */
  tell(record: FindingRecord, reference: string | null): Promise<string | null>;
  tellMalformed(notice: MalformedNotice): Promise<void>;
}
