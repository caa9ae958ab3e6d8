import type { ParsedEvent } from '../model/change.ts';
import { sha256Hex } from '../model/hash.ts';
import type { AccountId, Region } from '../model/ids.ts';
import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { malformedEvent, needAccount, needImportTask, needInstant, needRegion, needText } from './need.ts';
import { asMembers, type Members, member } from './read.ts';
import { OWN_SOURCE } from './recheck.ts';

/** The detail-type of our own timer for an import. */
export const FOLLOW_IMPORT = 'Follow import';

/** Our own timer in EventBridge's form: ask again once `dueAt` has come how this ImportImage task stands; `since` is when it began. */
export interface FollowImportEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly source: typeof OWN_SOURCE;
  readonly 'detail-type': typeof FOLLOW_IMPORT;
  readonly account: AccountId;
  readonly region: Region;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly account: AccountId;
    readonly region: Region;
    readonly task: string;
    readonly since: string;
    readonly dueAt: string;
  };
}

/** Builds the timer's event, sent at `at`; times are ISO 8601. The id is a hash of its content (32 hex digits): the same timer has the same id. */
export const followImportEnvelope = (
  account: AccountId,
  region: Region,
  task: string,
  since: string,
  dueAt: string,
  at: string,
): FollowImportEnvelope => ({
  version: '0',
  id: sha256Hex(`${FOLLOW_IMPORT} ${account}/${region}/${task} ${since} ${dueAt} ${at}`).slice(0, 32),
  source: OWN_SOURCE,
  'detail-type': FOLLOW_IMPORT,
  account,
  region,
  time: at,
  resources: [`arn:aws:ec2:${region}:${account}:import-image-task/${task}`],
  detail: { account, region, task, since, dueAt },
});

/** Reads a `Follow import` envelope. Never throws. */
export const parseFollowImport = (envelope: Members): ParsedEvent => {
  const detail = asMembers(member(envelope, 'detail'));
  const account = needAccount(member(detail, 'account'), 'detail.account');
  const region = needRegion(member(detail, 'region'), 'detail.region');
  const task = needImportTask(member(detail, 'task'), 'detail.task');
  const since = needInstant(member(detail, 'since'), 'detail.since');
  const dueAt = needInstant(member(detail, 'dueAt'), 'detail.dueAt');
  const at = needInstant(member(envelope, 'time'), 'time');
  const eventId = needText(member(envelope, 'id'), 'id');
  if (
    typeof account !== 'string' ||
    typeof region !== 'string' ||
    typeof task !== 'string' ||
    typeof since !== 'string' ||
    typeof dueAt !== 'string' ||
    typeof at !== 'string' ||
    typeof eventId !== 'string'
  ) {
    return malformedEvent(FOLLOW_IMPORT, detail, [account, region, task, since, dueAt, at, eventId]);
  }
  return {
    kind: 'change',
    event: FOLLOW_IMPORT,
    eventId,
    requestId: null,
    at,
    account,
    region,
    images: [],
    snapshots: [],
    instances: [],
    actor: null,
    outcome: { kind: 'done' },
    touches: IMAGE_FACTS,
    detail: { kind: 'importing', task, since, dueAt },
  };
};
