import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lib/events/parse.ts';

const IMAGE = 'ami-0a1b2c3d4e5f60718';

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
      touches: ['image', 'launchPermission', 'snapshots'],
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
