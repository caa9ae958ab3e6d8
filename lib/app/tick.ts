import type { PolicyBundle, Waiver } from '../model/policy.ts';
import type { Announcement, Due } from '../model/notice.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import type { NoticePorts } from './notice-ports.ts';
import { noteFault } from './tell-each.ts';

/** More than this waits for the next tick. */
const MOST_DUE = 2_000;
const AT_ONCE = 10;
/** A waiver that lapsed longer ago than this is told nobody any more: it is not news when a new hub reads an old file. */
const LAPSED_SECONDS = 7 * 24 * 3_600;
const SENT = '#sent';

/**
 * Makes notices of what is due: findings to be told again, gatherings and mutes that are over, waivers that lapse, a policy that was
 * refused. Each goes the way of all notices, so that what it says is decided where nobody else tells of the same. Never
 * rejects: what failed is noted, and is still due at the next tick.
 */
export const tick = async (ports: NoticePorts): Promise<void> => {
  const steps = [sendDue, warnOfWaivers, tellOfRefusal];
  for (const step of steps) {
    await step(ports).catch((reason: unknown) => {
      noteFault('tick', reason, ports.telemetry);
    });
  }
};

const sendDue = async (ports: NoticePorts): Promise<void> => {
  const due = await ports.agenda.due(ports.clock.now().toISOString(), MOST_DUE);
  for (let first = 0; first < due.length; first += AT_ONCE) {
    await Promise.all(
      due.slice(first, first + AT_ONCE).map(async (one) => {
        await ports.queues.sendNotice(noticeOf(one));
        await ports.agenda.done(one);
      }),
    );
  }
};

const noticeOf = (due: Due): NoticeMessage => {
  switch (due.kind) {
    case 'repeat':
      return due;
    case 'gathering':
      return { kind: 'gathering', gathering: due.gathering };
    case 'unmute':
      return { kind: 'finding', ref: due.ref, finding: due.finding };
    case 'grant': {
      const { ref, finding, entry, left } = due;
      return { kind: 'grant', ref, finding, entry, left };
    }
  }
};

const warnOfWaivers = async (ports: NoticePorts): Promise<void> => {
  const policy = await ports.policies.policy();
  const now = ports.clock.now();
  for (const waiver of policy.waivers) {
    const warning = warningOf(waiver, policy, now);
    if (warning !== null) await sendOnce(warning, ports);
  }
};

const warningOf = (waiver: Waiver, policy: PolicyBundle, now: Date): Announcement | null => {
  const left = (Date.parse(waiver.expires) - now.getTime()) / 1000;
  const threshold = left <= 0 ? 0 : Math.min(...policy.waiverWarnings.filter((seconds) => left <= seconds));
  if (!Number.isFinite(threshold) || left < -LAPSED_SECONDS) return null;
  const { id, rules, owner, reason, ticket, expires } = waiver;
  return {
    kind: 'waiver',
    id: `waiver/${id}/${expires}/${String(threshold)}`,
    at: now.toISOString(),
    waiver: id,
    rules,
    owner,
    reason,
    ticket,
    expires,
    left: Math.max(0, Math.round(left)),
  };
};

const tellOfRefusal = async (ports: NoticePorts): Promise<void> => {
  const refusal = await ports.policies.refusal();
  if (refusal === null) return;
  const { id, where, problem } = refusal;
  const at = ports.clock.now().toISOString();
  await sendOnce({ kind: 'policy-refused', id: `policy/${id}`, at, where, problem }, ports);
};

/** Marked after it was sent: a crash between sends it again, and each channel is told once all the same. */
const sendOnce = async (announcement: Announcement, { agenda, queues }: NoticePorts): Promise<void> => {
  if ((await agenda.marks(announcement.id)).has(SENT)) return;
  await queues.sendNotice(announcement);
  await agenda.mark(announcement.id, SENT);
};
