import type { FindingRecord } from '../model/journal.ts';
import type { Announcement, GatheredLine, Gathering } from '../model/notice.ts';

/** One place where people or programs are told. Rejects with `Fault`. */
export interface AlertChannel {
  /** Stable name, the key in `FindingRecord.told`: `sns`, `eventbridge`, `slack:#channel`, `sns:arn:…`. */
  readonly name: string;
  /**
   * Brings the channel to what the finding now is: a first message, or an update of the one that `reference` names.
   * Answers the reference for next time; null where messages cannot be updated.
   */
  tell(record: FindingRecord, reference: string | null): Promise<string | null>;
  /** Says once more that the finding is still open; `reference` names the message that told of it first. */
  tellAgain(record: FindingRecord, reference: string | null): Promise<void>;
  /** Tells of everything gathered at once. */
  tellTogether(gathering: Gathering, lines: readonly GatheredLine[]): Promise<void>;
  announce(announcement: Announcement): Promise<void>;
}

/** The channels there are. */
export interface ChannelBook {
  /** Those that are told of everything, whatever the policy says. */
  readonly always: readonly AlertChannel[];
  /** The channel of a name; null where this service has no way to it (no Slack token). One of `always` may have two names. */
  named(name: string): AlertChannel | null;
}
