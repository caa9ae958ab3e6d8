import type { ParsedEvent } from '../model/change.ts';
import { sha256Hex } from '../model/hash.ts';
import { type ImageRef, imageKey } from '../model/image.ts';
import type { AccountId, ImageId, Region } from '../model/ids.ts';
import { ALL_FACTS } from './call.ts';
import { needAccount, needImage, needInstant, needRegion, needText, reasonsOf } from './need.ts';
import { asMembers, type Members, member, text } from './read.ts';

/** The source of events that this service sends. */
export const OWN_SOURCE = 'ami-warden';
/** The detail-type of our own timer. */
export const RECHECK = 'Recheck';

/** Our own timer in EventBridge's form: look at this image again once `dueAt` (ISO 8601) has come. */
export interface RecheckEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly source: typeof OWN_SOURCE;
  readonly 'detail-type': typeof RECHECK;
  readonly account: AccountId;
  readonly region: Region;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly account: AccountId;
    readonly region: Region;
    readonly image: ImageId;
    readonly dueAt: string;
  };
}

/** Builds the timer's event, sent at `at` (ISO 8601). The id is a hash of its content (32 hex digits): the same timer has the same id. */
export const recheckEnvelope = (ref: ImageRef, dueAt: string, at: string): RecheckEnvelope => ({
  version: '0',
  id: sha256Hex(`${RECHECK} ${imageKey(ref)} ${dueAt} ${at}`).slice(0, 32),
  source: OWN_SOURCE,
  'detail-type': RECHECK,
  account: ref.account,
  region: ref.region,
  time: at,
  resources: [`arn:aws:ec2:${ref.region}::image/${ref.image}`],
  detail: { account: ref.account, region: ref.region, image: ref.image, dueAt },
});

/** Reads a `Recheck` envelope. Never throws. */
export const parseRecheck = (envelope: Members): ParsedEvent => {
  const detail = asMembers(member(envelope, 'detail'));
  const account = needAccount(member(detail, 'account'), 'detail.account');
  const region = needRegion(member(detail, 'region'), 'detail.region');
  const image = needImage(member(detail, 'image'), 'detail.image');
  const dueAt = needInstant(member(detail, 'dueAt'), 'detail.dueAt');
  const at = needInstant(member(envelope, 'time'), 'time');
  const eventId = needText(member(envelope, 'id'), 'id');
  if (
    typeof account !== 'string' ||
    typeof region !== 'string' ||
    typeof image !== 'string' ||
    typeof dueAt !== 'string' ||
    typeof at !== 'string' ||
    typeof eventId !== 'string'
  ) {
    return {
      kind: 'malformed',
      event: RECHECK,
      account: text(member(detail, 'account')),
      region: text(member(detail, 'region')),
      reason: reasonsOf([account, region, image, dueAt, at, eventId]),
    };
  }
  return {
    kind: 'change',
    event: RECHECK,
    eventId,
    requestId: null,
    at,
    account,
    region,
    images: [image],
    snapshots: [],
    actor: null,
    outcome: { kind: 'done' },
    touches: ALL_FACTS,
    detail: { kind: 'recheck', dueAt },
  };
};
