import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lib/events/parse.ts';

const IMAGE = 'ami-0a1b2c3d4e5f60718';
const INSTANCE = 'i-0a1b2c3d4e5f60718';
const EVERYTHING = [
  'image',
  'launchPermission',
  'snapshots',
  'snapshotSharing',
  'keyAliases',
  'references',
  'ancestry',
  'exports',
  'shareQuota',
];

const record = (rest: Record<string, unknown>): Record<string, unknown> => ({
  eventSource: 'ec2.amazonaws.com',
  eventName: 'ModifyImageAttribute',
  eventTime: '2026-11-02T08:03:07Z',
  awsRegion: 'us-east-1',
  eventID: 'e-1',
  requestID: 'r-1',
  recipientAccountId: '111122223333',
  requestParameters: {
    imageId: IMAGE,
    attributeType: 'launchPermission',
    launchPermission: { add: { items: [{ group: 'all' }] } },
  },
  ...rest,
});

describe('parseEvent', () => {
  it('tells a whole change', () => {
    expect(parseEvent(record({}))).toEqual({
      kind: 'change',
      event: 'ModifyImageAttribute',
      eventId: 'e-1',
      requestId: 'r-1',
      at: '2026-11-02T08:03:07.000Z',
      account: '111122223333',
      region: 'us-east-1',
      images: [IMAGE],
      snapshots: [],
      instances: [],
      actor: {
        kind: 'unknown',
        arn: null,
        name: 'unknown',
        account: null,
        service: null,
        sourceIp: null,
        userAgent: null,
        console: false,
      },
      outcome: { kind: 'done' },
      touches: ['launchPermission'],
      detail: { kind: 'shared', added: [{ kind: 'public' }], removed: [] },
    });
  });

  it.each([
    ['a text', 'hello', 'expected an EventBridge event or a CloudTrail record, found "hello"'],
    ['a list', [record({})], 'expected an EventBridge event or a CloudTrail record, found a list'],
    ['null', null, 'expected an EventBridge event or a CloudTrail record, found null'],
  ])('calls %s malformed', (_, value, reason) => {
    expect(parseEvent(value)).toEqual({ kind: 'malformed', event: null, account: null, region: null, reason });
  });

  it.each([
    ['no event source', { eventSource: undefined }, 'eventSource: expected "ec2.amazonaws.com", found nothing'],
    ['an event source that is none', { eventSource: 7 }, 'eventSource: expected "ec2.amazonaws.com", found a number'],
    ['no name', { eventName: null }, "eventName: expected a call's name, found null"],
    ['an error code that is none', { errorCode: {} }, 'errorCode: expected a string, found an object'],
    ['no id', { eventID: null }, 'eventID: expected a string, found null'],
    ['no region', { awsRegion: undefined }, 'awsRegion: expected a region code such as eu-west-1, found nothing'],
    [
      'no account anywhere',
      { recipientAccountId: undefined },
      'recipientAccountId: expected an account id (12 digits), found nothing',
    ],
    [
      'parameters that are none',
      { eventName: 'DeregisterImage', requestParameters: 'HIDDEN' },
      'requestParameters: expected an object with an imageId, found "HIDDEN"',
    ],
  ])('says what is missing: %s', (_, rest, reason) => {
    expect(parseEvent(record(rest))).toMatchObject({ kind: 'malformed', reason });
  });

  it.each(['constructor', '__proto__', 'toString'])('knows no call of the name %s', (eventName) => {
    expect(parseEvent(record({ eventName }))).toMatchObject({
      kind: 'ignored',
      reason: `${eventName} changes no image`,
    });
  });

  it('takes the account of the caller when a bare record names no other', () => {
    const identity = { accountId: 12345678901 };
    expect(parseEvent(record({ recipientAccountId: null, userIdentity: identity }))).toMatchObject({
      kind: 'change',
      account: '012345678901',
    });
  });

  it('keeps a tag called __proto__ as a tag', () => {
    const requestParameters: unknown = JSON.parse(
      `{"resourcesSet":{"items":[{"resourceId":"${IMAGE}"}]},"tagSet":{"items":[{"key":"__proto__","value":"x"}]}}`,
    );
    const parsed = parseEvent(record({ eventName: 'CreateTags', requestParameters }));
    expect(JSON.stringify(parsed)).toContain('"set":{"__proto__":"x"}');
  });

  it('looks at everything when the attribute is not named', () => {
    expect(parseEvent(record({ requestParameters: { imageId: IMAGE } }))).toMatchObject({
      kind: 'change',
      touches: EVERYTHING,
      detail: { kind: 'attribute', attribute: 'unknown' },
    });
  });

  it('knows the attribute however it is spelt', () => {
    const requestParameters = { imageId: IMAGE, attribute: 'LAUNCH_PERMISSION', operationType: 'remove', userId: ['444455556666'] };
    expect(parseEvent(record({ requestParameters }))).toMatchObject({
      touches: ['launchPermission'],
      detail: { kind: 'shared', added: [], removed: [{ kind: 'account', account: '444455556666' }] },
    });
  });

  it('survives nesting that no call has', () => {
    const depth = 100_000;
    const text = `${'{"content":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const imageId: unknown = JSON.parse(text);
    expect(parseEvent(record({ requestParameters: { imageId } })).kind).toBe('malformed');
  });
});

describe('a launch', () => {
  const launch = (responseElements: unknown, rest: Record<string, unknown> = {}): unknown =>
    parseEvent(record({ eventName: 'RunInstances', requestParameters: null, responseElements, ...rest }));
  const answer = (...items: readonly unknown[]): unknown => ({ requestId: 'r-1', instancesSet: { items } });

  it('names each instance with the image that it was launched from, and asks for the two facts of an instance', () => {
    const items = [
      { instanceId: INSTANCE, imageId: IMAGE },
      { instanceId: 'i-1a2b3c4d', imageId: 'ami-1a2b3c4d' },
    ];
    expect(launch(answer(...items))).toMatchObject({
      kind: 'change',
      images: [],
      snapshots: [],
      instances: [
        { instance: INSTANCE, image: IMAGE },
        { instance: 'i-1a2b3c4d', image: 'ami-1a2b3c4d' },
      ],
      touches: ['instance', 'image'],
      detail: { kind: 'launched' },
    });
  });

  it.each([
    [
      'no id',
      answer({ imageId: IMAGE }),
      'responseElements.instancesSet.instanceId: expected an instance id (i- and 8 or 17 hex digits), found nothing',
    ],
    [
      'an image that is none',
      answer({ instanceId: INSTANCE, imageId: 'ami-golden' }),
      'responseElements.instancesSet.imageId: expected an image id (ami- and 8 or 17 hex digits), found "ami-golden"',
    ],
    [
      'one bad among good ones',
      answer({ instanceId: INSTANCE, imageId: IMAGE }, { instanceId: 'i-1', imageId: IMAGE }),
      'responseElements.instancesSet.instanceId: expected an instance id (i- and 8 or 17 hex digits), found "i-1"',
    ],
  ])('is malformed with %s', (_, responseElements, reason) => {
    expect(launch(responseElements)).toMatchObject({ kind: 'malformed', reason });
  });

  it('whose image nobody names is looked up', () => {
    expect(launch(answer({ instanceId: INSTANCE }))).toMatchObject({
      kind: 'change',
      instances: [{ instance: INSTANCE, image: null }],
    });
  });

  it.each([null, undefined, '', {}, { omitted: true }])('with the answer %j could be of anything', (answered) => {
    expect(launch(answered)).toMatchObject({
      kind: 'change',
      instances: [],
      touches: ['instance', 'image'],
      detail: { kind: 'unseen' },
    });
  });

  it.each(['Client.UnauthorizedOperation', 'Server.InsufficientInstanceCapacity', 'Server.InternalError'])(
    'that failed with %s made no instance',
    (errorCode) => {
      expect(launch(null, { errorCode })).toMatchObject({
        kind: 'ignored',
        reason: `RunInstances failed with ${errorCode}; it made nothing`,
      });
    },
  );

  it('by a root volume takes the image from the task that EC2 answers, when the request is left out', () => {
    const task = { replaceRootVolumeTask: { instanceId: INSTANCE, imageId: IMAGE } };
    const rest = {
      eventName: 'CreateReplaceRootVolumeTask',
      requestParameters: { omitted: true },
      responseElements: { CreateReplaceRootVolumeTaskResponse: task },
    };
    expect(parseEvent(record(rest))).toMatchObject({
      kind: 'change',
      instances: [{ instance: INSTANCE, image: IMAGE }],
      detail: { kind: 'launched' },
    });
  });
});

describe('a refused call', () => {
  it.each([
    'Client.UnauthorizedOperation',
    'Client.OperationNotPermitted',
    'Client.AccessDenied',
    'AccessDeniedException',
    'Client.AuthFailure',
    'Client.DeclarativePolicyViolation',
  ])('to take a guard rail down is an attempt when it ended with %s', (errorCode) => {
    expect(
      parseEvent(record({ eventName: 'DisableSnapshotBlockPublicAccess', requestParameters: null, errorCode })),
    ).toMatchObject({
      kind: 'change',
      images: [],
      touches: ['snapshotBlockPublicAccess'],
      outcome: { kind: 'refused', code: errorCode },
      detail: { kind: 'guardrail', to: 'unblocked' },
    });
  });

  it('of a share is an attempt, whatever it ended with', () => {
    expect(parseEvent(record({ errorCode: 'Client.OperationNotPermitted' }))).toMatchObject({
      kind: 'change',
      images: [IMAGE],
      outcome: { kind: 'refused', code: 'Client.OperationNotPermitted' },
      detail: { kind: 'shared', added: [{ kind: 'public' }] },
    });
  });

  it('whose parameters are not there says nothing', () => {
    expect(parseEvent(record({ requestParameters: null, errorCode: 'Client.InvalidParameterValue' }))).toMatchObject({
      kind: 'ignored',
      reason: 'ModifyImageAttribute failed with Client.InvalidParameterValue and names no image',
    });
  });
});

describe('parameters that CloudTrail left out', () => {
  it.each(['ModifyImageAttribute', 'ModifySnapshotAttribute', 'CreateTags', 'DeleteTags'])('of %s', (eventName) => {
    for (const requestParameters of [null, undefined, '', {}, { omitted: true }, { omitted: 'true' }]) {
      expect(parseEvent(record({ eventName, requestParameters }))).toMatchObject({
        kind: 'change',
        images: [],
        snapshots: [],
        touches: EVERYTHING,
        detail: {
          kind: 'unseen',
          reason: 'CloudTrail left requestParameters out, as it does with more than 100 KB',
        },
      });
    }
  });

  it('of a call that is never that large are malformed, unless CloudTrail itself says that it left them out', () => {
    expect(parseEvent(record({ eventName: 'DisableImage', requestParameters: null })).kind).toBe('malformed');
    expect(parseEvent(record({ eventName: 'DisableImage', requestParameters: { omitted: true } }))).toMatchObject({
      kind: 'change',
      detail: { kind: 'unseen' },
    });
  });
});
