import type { ChangeDetail, ParsedEvent } from '../model/change.ts';
import type { Fact } from '../model/image.ts';
import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { needAccount, needImage, needInstant, needRegion, needText, problem, malformedEvent } from './need.ts';
import { asMembers, entries, type Members, member, text } from './read.ts';

/** The detail-type of EC2's own event about an image: it needs no trail, and names nobody who did it. */
export const STATE_CHANGE = 'EC2 AMI State Change';

type State = Extract<ChangeDetail, { kind: 'state' }>['state'];

// `available` is the moment at which an image's snapshots can be judged.
const TOUCHES: ReadonlyMap<string, readonly [State, readonly Fact[]]> = new Map([
  ['available', ['available', IMAGE_FACTS]],
  ['failed', ['failed', ['image']]],
  ['deregistered', ['deregistered', IMAGE_FACTS]],
  ['disabled', ['disabled', ['image', 'launchPermission']]],
]);

/** Reads an `EC2 AMI State Change` envelope. Never throws. */
export const parseStateChange = (envelope: Members): ParsedEvent => {
  const detail = asMembers(member(envelope, 'detail'));
  const account = needAccount(member(envelope, 'account'), 'account');
  const region = needRegion(member(envelope, 'region'), 'region');
  const image = needImage(member(detail, 'imageId') ?? imageOfArn(envelope), 'detail.ImageId');
  const state = TOUCHES.get(text(member(detail, 'state')) ?? '');
  const at = needInstant(member(envelope, 'time'), 'time');
  const eventId = needText(member(envelope, 'id'), 'id');
  if (
    typeof account !== 'string' ||
    typeof region !== 'string' ||
    typeof image !== 'string' ||
    state === undefined ||
    typeof at !== 'string' ||
    typeof eventId !== 'string'
  ) {
    const known = [...TOUCHES.keys()].join(', ');
    const odd = state === undefined ? [problem('detail.State', `one of ${known}`, member(detail, 'state'))] : [];
    return malformedEvent(STATE_CHANGE, envelope, [account, region, image, ...odd, at, eventId]);
  }
  const [name, touches] = state;
  return {
    kind: 'change',
    event: STATE_CHANGE,
    eventId,
    requestId: text(member(detail, 'requestId')),
    at,
    account,
    region,
    images: [image],
    snapshots: [],
    instances: [],
    actor: null,
    outcome: { kind: 'done' },
    touches,
    detail: { kind: 'state', state: name, message: text(member(detail, 'errorMessage')) },
  };
};

/** The id in `arn:aws:ec2:REGION::image/ami-…`, the event's only resource. */
const imageOfArn = (envelope: Members): string | undefined =>
  text(entries(member(envelope, 'resources'))[0])?.split('/').at(-1);
