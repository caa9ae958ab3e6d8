import { Fault } from '../model/fault.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import { digestAt, gather, lineOf } from './gather.ts';
import { isQuiet } from './muted.ts';
import type { NoticePorts } from './notice-ports.ts';
import { isInGrace, isWorthTelling } from './record-findings.ts';
import { certainWaysOf, waysOf, type Way } from './route.ts';
import { tellEach } from './tell-each.ts';
import { keepDue } from './tell-grant.ts';

type Told = FindingRecord['told'][string];

/** What stands for a message's reference when a digest told of it: which one, by its seconds. */
const DIGEST = /^digest\/(\d+)$/u;

/**
 * Brings every channel to what the journal says now, whatever the notice was sent for: one that was told this content already
 * stays silent. One that was told before is told on, though the policy sends such findings elsewhere by now.
 */
export const tellFinding = async (
  { ref, finding: id }: Extract<NoticeMessage, { kind: 'finding' }>,
  ports: NoticePorts,
): Promise<void> => {
  const record = await ports.journal.finding(ref, id);
  if (record === null) {
    throw new Fault('finding', 'NotFound', `no finding ${id} in the journal`, { retryable: true });
  }
  await keepDue(record, ports);
  if (isInGrace(record)) return;
  const { ways, fault } = await waysOf(record.finding, ports);
  const all = [...ways, ...waysOfBefore(record, ways, ports)];
  await tellEach(all, (way) => tellOne(record, way, ports), 'notice of a finding', ports.telemetry, fault);
};

const waysOfBefore = (
  record: FindingRecord,
  ways: readonly Way[],
  { channels }: NoticePorts,
): readonly Way[] => {
  const known = new Set(ways.map(({ channel }) => channel.name));
  return Object.entries(record.told).flatMap(([name, { reference }]) => {
    const channel = known.has(name) ? null : channels.named(name);
    return channel === null ? [] : [{ channel, digestSeconds: digestOf(reference), repeatSeconds: null }];
  });
};

const digestOf = (reference: string | null): number | null => {
  const seconds = DIGEST.exec(reference ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds);
};

/** The reference of a message that stands somewhere. */
const standingOf = (told: Told | undefined): string | null =>
  told === undefined || digestOf(told.reference) !== null ? null : told.reference;

const tellOne = async (record: FindingRecord, way: Way, ports: NoticePorts): Promise<void> => {
  const { channel, digestSeconds } = way;
  const before = record.told[channel.name];
  if (before?.contentHash === record.contentHash) return;
  const isHushed = isQuiet(record, ports.clock.now());
  if (before === undefined && (isHushed || !isWorthTelling(record))) return;
  const muted = record.muted === undefined ? {} : { muted: record.muted.entry };
  // That it is muted is said once.
  if (isHushed && before?.muted === muted.muted) return;
  // A message that stands somewhere is brought up to date there at once: a digest must not contradict it for a day.
  const standing = standingOf(before);
  if (isHushed && before !== undefined && digestSeconds !== null && standing === null) {
    await leaveDigest(record, channel, { ...before, ...muted }, digestSeconds, ports);
    return;
  }
  const repeatAt = await nextRepeat(record, way, before, ports);
  // Before it is told: if the note of it is lost, and what was told before is so again, the channel is told that once more.
  if (before !== undefined) await note(record, channel, { ...before, contentHash: '' }, ports);
  const reference =
    digestSeconds === null || standing !== null
      ? await channel.tell(record, standing)
      : await putIntoDigest(record, channel, digestSeconds, ports);
  await note(record, channel, { contentHash: record.contentHash, reference, ...repeatAt, ...muted }, ports);
  if (digestOf(reference) !== null) return;
  ports.telemetry.note({ kind: 'told', channel: channel.name, record, update: before !== undefined });
};

const putIntoDigest = async (
  record: FindingRecord,
  { name }: AlertChannel,
  seconds: number,
  ports: NoticePorts,
): Promise<string> => {
  await gather(digestAt(name, seconds, ports.clock.now()), lineOf(record), ports);
  return `digest/${String(seconds)}`;
};

/** Takes a muted finding out of the digest that is open. What no digest has told of by then is told when the mute is over. */
const leaveDigest = async (
  record: FindingRecord,
  channel: AlertChannel,
  told: Told,
  seconds: number,
  ports: NoticePorts,
): Promise<void> => {
  const digest = digestAt(channel.name, seconds, ports.clock.now());
  const { lines } = await ports.agenda.gathered(digest);
  const own = lines.filter(({ line }) => line.id === record.finding.id);
  const isTold = own.length === 0 && told.contentHash !== '';
  // Before the line is dropped: who dies in between must not take it for told.
  const before = record.told[channel.name];
  if (!isTold && before !== undefined) await note(record, channel, { ...before, contentHash: '' }, ports);
  await ports.agenda.clear(digest, own);
  await note(record, channel, { ...told, contentHash: isTold ? record.contentHash : '' }, ports);
};

/** When the finding is told again; kept as due before anything is said. */
const nextRepeat = async (
  { finding, status }: FindingRecord,
  { channel, repeatSeconds }: Way,
  before: Told | undefined,
  ports: NoticePorts,
): Promise<Pick<Told, 'repeatAt'>> => {
  if (status !== 'open' || repeatSeconds === null) return {};
  if (before?.repeatAt !== undefined) return { repeatAt: before.repeatAt };
  const repeatAt = new Date(ports.clock.now().getTime() + repeatSeconds * 1000).toISOString();
  await putRepeat(finding.ref, finding.id, channel.name, repeatAt, ports);
  return { repeatAt };
};

const putRepeat = (
  ref: SubjectRef,
  finding: string,
  channel: string,
  dueAt: string,
  { agenda }: NoticePorts,
): Promise<void> => agenda.put({ kind: 'repeat', ref, finding, channel, dueAt });

const note = (record: FindingRecord, { name }: AlertChannel, told: Told, ports: NoticePorts): Promise<void> =>
  ports.journal.noteTold(record.finding.ref, record.finding.id, name, told);

/**
 * Tells one channel again of a finding that is still open, unless that was done already: what is due counts only if it is not
 * older than the instant noted last. The next time is kept as due before anything is said, so that a channel that cannot be
 * told now is told then.
 */
export const tellAgain = async (
  { ref, finding: id, channel: name, dueAt }: Extract<NoticeMessage, { kind: 'repeat' }>,
  ports: NoticePorts,
): Promise<void> => {
  const record = await ports.journal.finding(ref, id);
  const before = record?.told[name];
  if (record === null || before?.repeatAt === undefined || dueAt < before.repeatAt) return;
  const { contentHash, reference, muted } = before;
  const told = { contentHash, reference, ...(muted === undefined ? {} : { muted }) };
  const ways = await certainWaysOf(record.finding, ports);
  const way = ways.find(({ channel }) => channel.name === name);
  // Nobody asks for it any more; if it opens again, that is news, and the repeating begins anew.
  if (record.status !== 'open' || way === undefined || way.repeatSeconds === null) {
    await ports.journal.noteTold(ref, id, name, told);
    return;
  }
  const next = nextOnGrid(dueAt, way.repeatSeconds, ports.clock.now());
  await putRepeat(ref, id, name, next, ports);
  const isHushed = isQuiet(record, ports.clock.now());
  if (!isHushed && way.digestSeconds === null) await way.channel.tellAgain(record, standingOf(before));
  if (!isHushed && way.digestSeconds !== null) {
    await putIntoDigest(record, way.channel, way.digestSeconds, ports);
  }
  await ports.journal.noteTold(ref, id, name, { ...told, repeatAt: next });
  if (!isHushed && way.digestSeconds === null)
    ports.telemetry.note({ kind: 'told-again', channel: name, record });
};

/** The first instant after now that is whole periods after `from`: two workers, and a second try, come to the same. */
const nextOnGrid = (from: string, seconds: number, now: Date): string => {
  const start = Date.parse(from);
  const period = seconds * 1000;
  const periods = Math.max(1, Math.floor((now.getTime() - start) / period) + 1);
  return new Date(start + periods * period).toISOString();
};
