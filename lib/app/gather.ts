import type { FindingRecord } from '../model/journal.ts';
import type { Announcement, GatheredLine, Gathering } from '../model/notice.ts';
import type { NoticePorts } from './notice-ports.ts';

type Attempt = Extract<Announcement, { kind: 'attempt' }>;

/** A Monday, so that weeks end on Sundays and days at midnight, all UTC. */
const FIRST_MONDAY = Date.UTC(2001, 0, 1);

/** Who began to gather before the end has put his line there by then. */
const SETTLE_MS = 2 * 60_000;

/** The digest of this channel that is open at an instant. */
export const digestAt = (channel: string, seconds: number, now: Date): Gathering => ({
  kind: 'digest',
  channel,
  seconds,
  end: endOfPeriod(now, seconds),
});

/** When the period of so many seconds ends in which an instant lies; ISO 8601. Periods are counted from a Monday's midnight, UTC. */
const endOfPeriod = (now: Date, seconds: number): string => {
  const period = seconds * 1000;
  const passed = Math.floor((now.getTime() - FIRST_MONDAY) / period);
  return new Date(FIRST_MONDAY + (passed + 1) * period).toISOString();
};

/** Puts a line into a gathering; that it will be told is certain before the line is there. */
export const gather = async (
  gathering: Gathering,
  line: GatheredLine,
  { agenda, clock }: Pick<NoticePorts, 'agenda' | 'clock'>,
): Promise<void> => {
  const dueAt = new Date(Date.parse(gathering.end) + SETTLE_MS).toISOString();
  await agenda.put({ kind: 'gathering', gathering, dueAt });
  await agenda.gather(gathering, line, clock.now().toISOString());
};

/** A finding as a digest has it. */
export const lineOf = ({ finding, status, firstSeen, updatedAt }: FindingRecord): GatheredLine => ({
  kind: 'finding',
  id: finding.id,
  ref: finding.ref,
  imageName: finding.imageName,
  rule: finding.rule,
  severity: finding.severity,
  status,
  // Slack and SNS show less.
  reason: finding.reason.slice(0, 1_000),
  firstSeen,
  at: updatedAt,
});

/** An attempt as a digest has it. */
export const attemptLine = ({ id, ref, rule, severity, what, at }: Attempt): GatheredLine => ({
  kind: 'attempt',
  id,
  ref,
  rule,
  severity,
  what,
  at,
});
