import type { FindingRecord } from '../model/journal.ts';
import { isGranted } from '../policy/grants.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import { isOver } from './muted.ts';
import type { NoticePorts } from './notice-ports.ts';
import { isClosed } from './reconcile.ts';
import { tellAnnouncement } from './tell-announcement.ts';

/**
 * Keeps as due what people's exemptions of a finding call for: the warnings before a grant lapses and word of its lapse, and the
 * telling of what a mute kept quiet. Each time that the finding comes by; the same is due once.
 */
export const keepDue = async (
  { finding: { ref, id: finding }, granted, muted }: Pick<FindingRecord, 'finding' | 'granted' | 'muted'>,
  { agenda, policies, clock }: Pick<NoticePorts, 'agenda' | 'policies' | 'clock'>,
): Promise<void> => {
  const now = clock.now();
  if (muted !== undefined && !isOver(muted, now)) {
    await agenda.put({ kind: 'unmute', ref, finding, dueAt: muted.until });
  }
  if (granted === undefined || !isGranted(granted, now)) return;
  const { entry, until } = granted;
  const { waiverWarnings } = await policies.policy();
  for (const left of new Set([...waiverWarnings, 0])) {
    const due = new Date(Date.parse(until) - left * 1000);
    if (due.getTime() <= now.getTime()) continue;
    await agenda.put({ kind: 'grant', ref, finding, entry, left, dueAt: due.toISOString() });
  }
};

/** Tells that a grant lapses soon, or has lapsed, as long as it counts and its finding is not closed. */
export const tellOfGrant = async (
  { ref, finding, entry, left: threshold }: Extract<NoticeMessage, { kind: 'grant' }>,
  ports: NoticePorts,
): Promise<void> => {
  const record = await ports.journal.finding(ref, finding);
  const granted = record?.granted;
  if (record === null || granted?.entry !== entry || isClosed(record.status)) return;
  const { owner, reason, ticket, until: expires } = granted;
  const now = ports.clock.now();
  const left = Math.max(0, Math.round((Date.parse(expires) - now.getTime()) / 1000));
  // Late by so much that word of the lapse itself is out.
  if (left === 0 && threshold > 0) return;
  return tellAnnouncement(
    {
      kind: 'waiver',
      id: `grant/${entry}/${expires}/${String(threshold)}`,
      at: now.toISOString(),
      waiver: entry,
      rules: [record.finding.rule],
      ...{ owner, reason, ticket, expires, left },
      of: { ref, finding },
    },
    ports,
  );
};
