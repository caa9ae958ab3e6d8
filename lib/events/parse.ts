import type { ParsedEvent } from '../model/change.ts';
import { FOLLOW_IMPORT, parseFollowImport } from './follow-import.ts';
import { problem } from './need.ts';
import { asMembers, type Members, member, shown, text } from './read.ts';
import { OWN_SOURCE, parseRecheck, RECHECK } from './recheck.ts';
import { parseRecord } from './record.ts';
import { parseStateChange, STATE_CHANGE } from './state-change.ts';

/**
 * What an event says happened to images. Takes an EventBridge envelope (of CloudTrail's, of EC2's own, or of our timers) or
 * a bare CloudTrail record. Never throws, whatever it is given.
 */
export const parseEvent = (raw: unknown): ParsedEvent => {
  const members = asMembers(raw);
  if (members === null) {
    return nothing(`expected an EventBridge event or a CloudTrail record, found ${shown(raw)}`);
  }
  if (ENVELOPE.some((name) => Object.hasOwn(members, name))) return parseEnvelope(members);
  if (RECORD.some((name) => Object.hasOwn(members, name))) return parseRecord(members, null);
  return nothing('expected an EventBridge event (detail-type, detail) or a CloudTrail record (eventSource, eventName), found neither');
};

const ENVELOPE = ['detail-type', 'detail'] as const;
const RECORD = ['eventName', 'eventSource', 'eventID', 'eventVersion'] as const;
const CLOUDTRAIL = 'AWS API Call via CloudTrail';

const nothing = (reason: string): ParsedEvent => ({
  kind: 'malformed',
  event: null,
  account: null,
  region: null,
  reason,
});

const parseEnvelope = (envelope: Members): ParsedEvent => {
  const type = text(member(envelope, 'detail-type'));
  const source = text(member(envelope, 'source'));
  const end = (kind: 'ignored' | 'malformed', reason: string): ParsedEvent => ({
    kind,
    event: type,
    account: text(member(envelope, 'account')),
    region: text(member(envelope, 'region')),
    reason,
  });
  if (type === null) {
    return end('malformed', problem('detail-type', 'a string', member(envelope, 'detail-type')).reason);
  }
  if (source === null) return end('malformed', problem('source', 'a string', member(envelope, 'source')).reason);
  if (source === OWN_SOURCE) {
    if (type === RECHECK) return parseRecheck(envelope);
    if (type === FOLLOW_IMPORT) return parseFollowImport(envelope);
    return end('ignored', `"${type}" is an event that this service sent`);
  }
  // Only AWS can send as `aws.…`: an event that claims EC2's business under another source is made up.
  if (source !== 'aws.ec2') return end('ignored', `"${type}" of ${source} is no event of EC2`);
  if (type === STATE_CHANGE) return parseStateChange(envelope);
  if (type !== CLOUDTRAIL) return end('ignored', `"${type}" tells of no change to an image`);
  const record = asMembers(member(envelope, 'detail'));
  if (record !== null) return parseRecord(record, envelope);
  return end('malformed', problem('detail', 'a CloudTrail record', member(envelope, 'detail')).reason);
};
