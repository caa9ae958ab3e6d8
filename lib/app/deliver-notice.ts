import { Fault } from '../model/fault.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { Journal } from '../ports/journal.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { isInGrace, isWorthTelling } from './record-findings.ts';

/** What telling needs. */
export interface NoticePorts {
  readonly journal: Journal;
  readonly channels: readonly AlertChannel[];
  readonly telemetry: Telemetry;
}

type FindingNotice = Extract<NoticeMessage, { kind: 'finding' }>;
type MalformedNotice = Extract<NoticeMessage, { kind: 'malformed' }>;

/**
 * Brings every channel to what the journal says now, whatever the notice was sent for: a channel that was told this content
 * already stays silent. One channel's fault hides no other; rejects with `Fault` at the end, for the queue to try again.
 */
export const deliverNotice = async (notice: NoticeMessage, ports: NoticePorts): Promise<void> => {
  const ends = await Promise.allSettled(
    ports.channels.map((channel) =>
      notice.kind === 'finding' ? tellFinding(notice, channel, ports) : tellMalformed(notice, channel, ports),
    ),
  );
  const failed = ends.filter((end) => end.status === 'rejected').map((end) => end.reason as unknown);
  for (const reason of failed) {
    ports.telemetry.note({
      kind: 'fault',
      where: `notice of a ${notice.kind}`,
      message: reason instanceof Error ? reason.message : String(reason),
      retryable: reason instanceof Fault ? reason.retryable : false,
    });
  }
  if (failed.length > 0)
    throw failed.length === 1 ? failed[0] : new AggregateError(failed, 'several channels failed');
};

const tellFinding = async (
  notice: FindingNotice,
  channel: AlertChannel,
  ports: NoticePorts,
): Promise<void> => {
  const record = await ports.journal.finding(notice.ref, notice.finding);
  if (record === null) {
    throw new Fault('finding', 'NotFound', `no finding ${notice.finding} in the journal`, {
      retryable: true,
    });
  }
  if (isInGrace(record)) return;
  const before = record.told[channel.name];
  if (before?.contentHash === record.contentHash) return;
  if (before === undefined && !(isWorthTelling(record) && (await channel.wants(record)))) return;
  const reference = await channel.tell(record, before?.reference ?? null);
  await ports.journal.noteTold(notice.ref, notice.finding, channel.name, {
    contentHash: record.contentHash,
    reference,
  });
  ports.telemetry.note({ kind: 'told', channel: channel.name, record, update: before !== undefined });
};

const tellMalformed = async (
  notice: MalformedNotice,
  channel: AlertChannel,
  ports: NoticePorts,
): Promise<void> => {
  if (await ports.journal.isMalformedTold(notice.id, channel.name)) return;
  await channel.tellMalformed(notice);
  await ports.journal.noteMalformedTold(notice.id, channel.name);
  ports.telemetry.note({ kind: 'told-malformed', channel: channel.name, id: notice.id });
};
