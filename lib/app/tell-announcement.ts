import type { Announcement } from '../model/notice.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import { attemptLine, digestAt, gather } from './gather.ts';
import type { NoticePorts } from './notice-ports.ts';
import { defaultWays, waysOf, type Way } from './route.ts';
import { tellEach } from './tell-each.ts';

type Attempt = Extract<Announcement, { kind: 'attempt' }>;
type Fight = Extract<Announcement, { kind: 'fight' }>;
type Malformed = Extract<Announcement, { kind: 'malformed' }>;

/** Attempts of one account and region that are told one by one in a clock hour; of the others one line says how many they were. */
const ATTEMPTS_PER_HOUR = 5;

const HOUR_SECONDS = 3_600;
const TOLD = '#told';
const HELD = '#held';

/** Tells those whom the default names, and those who hear of everything, once each. */
export const tellAnnouncement = async (
  announcement: Exclude<Announcement, Attempt | Fight>,
  ports: NoticePorts,
): Promise<void> => {
  const { ways, fault } = await defaultWays(ports);
  // With no policy at all, that one was refused is all the more to be told, to those who can be.
  const isWithout = announcement.kind === 'policy-refused' && fault !== null;
  const tell = ({ channel }: Way): Promise<void> =>
    announcement.kind === 'malformed'
      ? tellMalformed(announcement, channel, ports)
      : tellOnce(announcement, channel, ports);
  const where = `notice of a ${announcement.kind}`;
  await tellEach(ways, tell, where, ports.telemetry, isWithout ? null : fault);
};

const tellMalformed = async (notice: Malformed, channel: AlertChannel, ports: NoticePorts): Promise<void> => {
  if (await ports.journal.isMalformedTold(notice.id, channel.name)) return;
  await channel.announce(notice);
  await ports.journal.noteMalformedTold(notice.id, channel.name);
  ports.telemetry.note({ kind: 'told-malformed', channel: channel.name, id: notice.id });
};

const tellOnce = async (
  announcement: Announcement,
  channel: AlertChannel,
  ports: NoticePorts,
): Promise<void> => {
  if ((await ports.agenda.marks(announcement.id)).has(channel.name)) return;
  await channel.announce(announcement);
  await ports.agenda.mark(announcement.id, channel.name);
  ports.telemetry.note({ kind: 'told-announcement', channel: channel.name, announcement });
};

/** Tells those whom its finding is told, at once, whatever digests they get. */
export const tellFight = async (fight: Fight, ports: NoticePorts): Promise<void> => {
  const { ways, fault } = await waysOf({ ...fight, imageName: null }, ports);
  const tell = ({ channel }: Way): Promise<void> => tellOnce(fight, channel, ports);
  await tellEach(ways, tell, 'notice of a fight', ports.telemetry, fault);
};

/** Tells those whom a finding of that rule would be told; beyond so many in an hour, only how many they were. */
export const tellAttempt = async (attempt: Attempt, ports: NoticePorts): Promise<void> => {
  const isHeld = await isOverLimit(attempt, ports);
  const { ways, fault } = await waysOf({ ...attempt, imageName: null }, ports);
  const tell = async ({ channel, digestSeconds }: Way): Promise<void> => {
    if (!isHeld && digestSeconds === null) {
      await tellOnce(attempt, channel, ports);
      return;
    }
    if ((await ports.agenda.marks(attempt.id)).has(channel.name)) return;
    const { account, region } = attempt.ref;
    const end = hourEnd(ports);
    const gathering =
      digestSeconds === null
        ? ({ kind: 'attempts', channel: channel.name, account, region, end } as const)
        : digestAt(channel.name, digestSeconds, ports.clock.now());
    await gather(gathering, attemptLine(attempt), ports);
    await ports.agenda.mark(attempt.id, channel.name);
  };
  await tellEach(ways, tell, 'notice of an attempt', ports.telemetry, fault);
};

/** Decided once for each attempt: a second try must not count it again. */
const isOverLimit = async (
  { id, ref }: Attempt,
  { agenda, journal, clock }: NoticePorts,
): Promise<boolean> => {
  const marks = await agenda.marks(id);
  if (marks.has(HELD)) return true;
  if (marks.has(TOLD)) return false;
  const key = `attempts/${ref.account}/${ref.region}`;
  const at = clock.now().toISOString();
  const isTold = await journal.takeFromLimit(key, at, 1, ATTEMPTS_PER_HOUR);
  await agenda.mark(id, isTold ? TOLD : HELD);
  return !isTold;
};

const hourEnd = ({ clock }: NoticePorts): string => {
  const now = clock.now().getTime();
  return new Date(now - (now % (HOUR_SECONDS * 1000)) + HOUR_SECONDS * 1000).toISOString();
};
