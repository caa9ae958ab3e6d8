import type { ParsedEvent } from '../model/change.ts';
import { sha256Hex } from '../model/hash.ts';
import { isImage, isInstance, type SubjectRef, subjectKey } from '../model/subject.ts';
import type { AccountId, ImageId, InstanceId, Region } from '../model/ids.ts';
import type { Fact } from '../model/image.ts';
import { SUBJECT_FACTS } from '../model/subject-facts.ts';
import { malformedEvent, needAccount, needImage, needInstance, needInstant, needRegion, needText } from './need.ts';
import { asMembers, type Members, member } from './read.ts';

/** The source of events that this service sends. */
export const OWN_SOURCE = 'ami-warden';
/** The detail-type of our own timer. */
export const RECHECK = 'Recheck';

/** Our own timer in EventBridge's form: look at this subject again once `dueAt` (ISO 8601) has come. */
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
    readonly image?: ImageId;
    readonly instance?: InstanceId;
    /** The image that an event named for the instance: EC2 may not tell it yet. */
    readonly launched?: ImageId;
    readonly dueAt: string;
  };
}

/** Builds the timer's event, sent at `at` (ISO 8601). The id is a hash of its content (32 hex digits): the same timer has the same id. */
export const recheckEnvelope = (
  ref: SubjectRef,
  dueAt: string,
  at: string,
  launched: ImageId | null = null,
): RecheckEnvelope => ({
  version: '0',
  id: sha256Hex(`${RECHECK} ${subjectKey(ref)} ${dueAt} ${at}${launched ?? ''}`).slice(0, 32),
  source: OWN_SOURCE,
  'detail-type': RECHECK,
  account: ref.account,
  region: ref.region,
  time: at,
  resources: resourcesOf(ref),
  detail: { ...ref, ...(launched === null ? {} : { launched }), dueAt },
});

const resourcesOf = (ref: SubjectRef): readonly string[] => {
  if (isImage(ref)) return [`arn:aws:ec2:${ref.region}::image/${ref.image}`];
  return isInstance(ref) ? [`arn:aws:ec2:${ref.region}:${ref.account}:instance/${ref.instance}`] : [];
};

// All of it: a quota past its threshold may be inside its grace as well.
const touchedOf = (image: ImageId | null, instance: InstanceId | null): readonly Fact[] => {
  if (image !== null) return SUBJECT_FACTS.image;
  return SUBJECT_FACTS[instance === null ? 'account-region' : 'instance'];
};

/** Reads a `Recheck` envelope. Never throws. */
export const parseRecheck = (envelope: Members): ParsedEvent => {
  const detail = asMembers(member(envelope, 'detail'));
  const account = needAccount(member(detail, 'account'), 'detail.account');
  const region = needRegion(member(detail, 'region'), 'detail.region');
  const names = (key: string): boolean => detail !== null && Object.hasOwn(detail, key);
  const image = names('image') ? needImage(member(detail, 'image'), 'detail.image') : null;
  const instance = names('instance') ? needInstance(member(detail, 'instance'), 'detail.instance') : null;
  const launched = names('launched') ? needImage(member(detail, 'launched'), 'detail.launched') : null;
  const dueAt = needInstant(member(detail, 'dueAt'), 'detail.dueAt');
  const at = needInstant(member(envelope, 'time'), 'time');
  const eventId = needText(member(envelope, 'id'), 'id');
  if (
    typeof account !== 'string' ||
    typeof region !== 'string' ||
    (image !== null && typeof image !== 'string') ||
    (instance !== null && typeof instance !== 'string') ||
    (launched !== null && typeof launched !== 'string') ||
    typeof dueAt !== 'string' ||
    typeof at !== 'string' ||
    typeof eventId !== 'string'
  ) {
    const needed = [account, region, image ?? '', instance ?? '', launched ?? '', dueAt, at, eventId];
    return malformedEvent(RECHECK, detail, needed);
  }
  return {
    kind: 'change',
    event: RECHECK,
    eventId,
    requestId: null,
    at,
    account,
    region,
    images: image === null ? [] : [image],
    snapshots: [],
    instances: instance === null ? [] : [{ instance, image: launched }],
    actor: null,
    outcome: { kind: 'done' },
    touches: touchedOf(image, instance),
    detail: { kind: 'recheck', dueAt },
  };
};
