import type { ChangeDetail, LaunchedInstance } from '../model/change.ts';
import type { Fact } from '../model/image.ts';
import type { ImageId, SnapshotId } from '../model/ids.ts';
import { needImage, problem, type Problem } from './need.ts';
import { asMembers, type Members, member } from './read.ts';

/** One side of a call as CloudTrail recorded it, unwrapped; `members` is null when the record has none. */
export interface Side {
  readonly members: Members | null;
  /** What stood there, for messages. */
  readonly found: unknown;
  /** Where it stands in what was given to parse, for messages: `detail.requestParameters.DisableImageRequest`. */
  readonly path: string;
  /** CloudTrail says itself that it left this side out. */
  readonly omitted: boolean;
}

/** What a family of events is given: an EC2 API call's name and its two sides. */
export interface ApiCall {
  readonly name: string;
  readonly request: Side;
  readonly response: Side;
}

/** What a call did, beyond when: an import is followed from the time of its event on, which the record has and not the call. */
export type CallDetail =
  | Exclude<ChangeDetail, { readonly kind: 'importing' | 'recheck' }>
  | { readonly kind: 'importing'; readonly task: string };

/**
 * What a call did, on the assumption that it succeeded. `refusal` says which failures of it are worth telling: all (`always`);
 * those for want of permission (`denied`); those alone of which nobody knows whether they took effect (`never`); not even
 * these, because what it made is named in the answer alone (`none`).
 */
export interface CallChange {
  readonly kind: 'change';
  readonly images: readonly ImageId[];
  readonly snapshots: readonly SnapshotId[];
  readonly instances: readonly LaunchedInstance[];
  readonly touches: readonly Fact[];
  readonly detail: CallDetail;
  readonly refusal: 'always' | 'denied' | 'never' | 'none';
}

/** What a family makes of a call. */
export type Reading = CallChange | { readonly kind: 'ignored'; readonly reason: string } | Problem;

/** Calls that are read alike. */
export interface CallFamily {
  readonly calls: readonly string[];
  readonly read: (call: ApiCall) => Reading;
}

type Parts = Pick<CallChange, 'touches' | 'detail' | 'refusal'> &
  Partial<Pick<CallChange, 'images' | 'snapshots' | 'instances'>>;

/** A change that names nothing but what is given. */
export const changeOf = (parts: Parts): CallChange => ({
  kind: 'change',
  images: [],
  snapshots: [],
  instances: [],
  ...parts,
});

/**
 * Unwraps `<Call>Request` and `<Call>Response` of newer calls. Nothing, `{}`, `""` and `{"omitted": true}` (CloudTrail
 * drops a side of more than 100 KB) all come out as null.
 */
export const sideOf = (value: unknown, path: string, wrapper: string): Side => {
  const outer = asMembers(value);
  const wrapped = outer !== null && Object.hasOwn(outer, wrapper);
  const found = wrapped ? outer[wrapper] : value;
  const members = asMembers(found);
  const omitted = members !== null && isOmitted(members);
  const isEmpty = members === null || Object.keys(members).length === 0 || omitted;
  return { members: isEmpty ? null : members, found, path: wrapped ? `${path}.${wrapper}` : path, omitted };
};

const isOmitted = (members: Members): boolean => {
  const omitted = member(members, 'omitted');
  return omitted === true || omitted === 'true';
};

/** The image that this side names as `imageId`, or why it names none. */
export const imageIn = (side: Side): ImageId | Problem =>
  side.members === null
    ? problem(side.path, 'an object with an imageId', side.found)
    : needImage(member(side.members, 'imageId'), `${side.path}.imageId`);
