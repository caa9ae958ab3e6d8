import type { ChangeDetail, ImageChange, ParsedEvent } from '../model/change.ts';
import type { AccountId, Region } from '../model/ids.ts';
import { actorOf } from './actor.ts';
import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallDetail, type Reading, sideOf } from './call.ts';
import { isDryRun, reasonToDrop } from './failure.ts';
import { families } from './families.ts';
import { needAccount, needInstant, needRegion, needText, problem, type Problem, reasonsOf } from './need.ts';
import { reasonToIgnore } from './other-calls.ts';
import { asMembers, instant, type Members, member, text } from './read.ts';
import { unseen } from './unseen.ts';

/** Reads one CloudTrail record; `envelope` is the EventBridge event around it, null for a bare record. Never throws. */
export const parseRecord = (record: Members, envelope: Members | null): ParsedEvent => {
  const path = envelope === null ? '' : 'detail.';
  const event = text(member(record, 'eventName'));
  const end = (kind: 'ignored' | 'malformed', reason: string): ParsedEvent => ({
    kind,
    event,
    account: text(accountFound(record, envelope)),
    region: text(member(record, 'awsRegion') ?? member(envelope, 'region')),
    reason,
  });
  const ignored = reasonNotOurs(record, event);
  if (ignored !== null) return end('ignored', ignored);
  const source = member(record, 'eventSource');
  if (source !== EC2) return end('malformed', problem(`${path}eventSource`, `"${EC2}"`, source).reason);
  if (event === null) {
    return end('malformed', problem(`${path}eventName`, "a call's name", member(record, 'eventName')).reason);
  }
  const code = member(record, 'errorCode') ?? '';
  if (typeof code !== 'string') return end('malformed', problem(`${path}errorCode`, 'a string', code).reason);
  if (isDryRun(code)) return end('ignored', `${event} was a dry run: AWS said what would happen, and did nothing`);
  const reading = readCall(record, event, path);
  const outcome = outcomeOf(code, text(member(record, 'errorMessage')));
  if (outcome.kind === 'refused') {
    const dropped = reasonToDrop(reading, event, outcome);
    if (dropped !== null) return end('ignored', dropped);
  }
  if (reading.kind === 'ignored') return end('ignored', reading.reason);
  const account = accountIn(record, envelope, path);
  const region = regionIn(record, envelope, path);
  const at = timeIn(record, envelope, path);
  const eventId = idIn(record, envelope, path);
  if (
    reading.kind === 'malformed' ||
    typeof account !== 'string' ||
    typeof region !== 'string' ||
    typeof at !== 'string' ||
    typeof eventId !== 'string'
  ) {
    const misread = reading.kind === 'malformed' ? [reading] : [];
    return end('malformed', reasonsOf([account, region, at, eventId, ...misread]));
  }
  const { images, snapshots, instances, touches } = reading;
  const base = { kind: 'change', event, eventId, requestId: requestIdOf(record, event), at, account, region } as const;
  const named = { images, snapshots, instances } as const;
  return { ...base, ...named, actor: actorOf(record), outcome, touches, detail: dated(reading.detail, at) };
};

/** An import is due for a first look at once: the event may be late, and the import over. */
const dated = (detail: CallDetail, at: string): ChangeDetail =>
  detail.kind === 'importing' ? { ...detail, since: at, dueAt: at } : detail;

const EC2 = 'ec2.amazonaws.com';

/** Why a well-formed record is none of ours; null when it may be. Names alone prove nothing: AppStream has a CreateImage too. */
const reasonNotOurs = (record: Members, event: string | null): string | null => {
  const source = member(record, 'eventSource');
  const type = member(record, 'eventType');
  if (type === 'AwsCloudTrailInsight' || member(record, 'eventCategory') === 'Insight') {
    return 'an Insight event counts calls and is none itself';
  }
  if (type === 'AwsVpceEvent') return 'a network activity event; the call itself is recorded apart';
  if (typeof source === 'string' && source !== '' && source !== EC2) {
    return `${event ?? 'an event'} of ${source} is not a call to EC2`;
  }
  return event === null || families.has(event) ? null : reasonToIgnore(event);
};

const responseOf = (record: Members, event: string, path: string): ReturnType<typeof sideOf> =>
  sideOf(member(record, 'responseElements'), `${path}responseElements`, `${event}Response`);

const readCall = (record: Members, event: string, path: string): Reading => {
  const family = families.get(event);
  if (family === undefined) return { kind: 'ignored', reason: reasonToIgnore(event) };
  const request = sideOf(member(record, 'requestParameters'), `${path}requestParameters`, `${event}Request`);
  const response = responseOf(record, event, path);
  const reading = family.read({ name: event, request, response });
  if (reading.kind !== 'malformed' || !(request.omitted || response.omitted)) return reading;
  return unseen(request.omitted ? 'requestParameters' : 'responseElements', IMAGE_FACTS, 'never');
};

const requestIdOf = (record: Members, event: string): string | null =>
  text(member(record, 'requestID')) ?? text(member(responseOf(record, event, '').members, 'requestId'));

const outcomeOf = (code: string, message: string | null): ImageChange['outcome'] =>
  code === '' ? { kind: 'done' } : { kind: 'refused', code, message: message ?? '' };

const timeIn = (record: Members, envelope: Members | null, path: string): string | Problem => {
  const told = needInstant(member(record, 'eventTime'), `${path}eventTime`);
  return typeof told === 'string' ? told : (instant(member(envelope, 'time')) ?? told);
};

const idIn = (record: Members, envelope: Members | null, path: string): string | Problem => {
  const told = needText(member(record, 'eventID'), `${path}eventID`);
  return typeof told === 'string' ? told : (text(member(envelope, 'id')) ?? told);
};

/** recipientAccountId is left out at times: then the envelope has the account, and for a bare record the caller's is the next best. */
const accountFound = (record: Members, envelope: Members | null): unknown =>
  member(record, 'recipientAccountId') ??
  member(envelope, 'account') ??
  member(asMembers(member(record, 'userIdentity')), 'accountId');

const accountIn = (record: Members, envelope: Members | null, path: string): AccountId | Problem => {
  const account = needAccount(accountFound(record, envelope), `${path}recipientAccountId`);
  return agreed(account, needAccount, member(envelope, 'account'), 'account');
};

const regionIn = (record: Members, envelope: Members | null, path: string): Region | Problem => {
  const region = needRegion(member(record, 'awsRegion') ?? member(envelope, 'region'), `${path}awsRegion`);
  return agreed(region, needRegion, member(envelope, 'region'), 'region');
};

/** Envelope and record must name the same place: acting in the wrong account would be worse than not acting. */
const agreed = <T extends string>(
  inner: T | Problem,
  need: (found: unknown, path: string) => T | Problem,
  outer: unknown,
  path: string,
): T | Problem => {
  if (typeof inner !== 'string' || outer === undefined || outer === null) return inner;
  return need(outer, path) === inner ? inner : problem(path, `"${inner}", as in the record`, outer);
};
