import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecycleBin } from '../../../lib/aws/recycle-bin.ts';
import { IMAGE } from '../remediation/samples.ts';
import { handClock, ref } from './mocks.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

type Answer = readonly [number, object | string, Readonly<Record<string, string>>?];

let asked: Asked[];
let answers: (path: string, body: string) => Answer;
let endpoint: string;
let close: () => Promise<void>;

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await text(request);
  const { method = '', url: path = '', headers } = request;
  asked.push({ method, path, authorization: headers.authorization ?? '', body });
  const [status, answer, extra = {}] = answers(path, body);
  response.writeHead(status, { 'content-type': 'application/json', ...extra });
  response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
};

beforeEach(async () => {
  asked = [];
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  close = async () => {
    server.close();
    await once(server, 'close');
  };
});
afterEach(() => close());

const read = (tags: Readonly<Record<string, string>> = {}, rootDeviceType: string | null = 'ebs') =>
  readRecycleBin(
    {
      endpoint,
      clock: handClock('2026-11-23T10:00:00.000Z'),
      credentials: () =>
        Promise.resolve({
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: 'any',
          sessionToken: 'token',
          expiration: new Date('2026-11-23T11:00:00.000Z'),
        }),
    },
    ref,
    { ...IMAGE, tags, rootDeviceType },
  );

const period = (days: number) => ({ RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' });
const pair = (key: string, value?: string) => ({
  ResourceTagKey: key,
  ...(value === undefined ? {} : { ResourceTagValue: value }),
});
const rule = (days: number, over: object = {}) => ({
  ResourceType: 'EC2_IMAGE',
  Status: 'available',
  RetentionPeriod: period(days),
  ...over,
});

/** These rules, by id. */
const withRules = (rules: Readonly<Record<string, object>>): void => {
  answers = (path) =>
    path === '/list-rules'
      ? [200, { Rules: Object.keys(rules).map((Identifier) => ({ Identifier })) }]
      : [200, rules[path.replace('/rules/', '')] ?? {}];
};

describe('the rules of the Recycle Bin', () => {
  it('are listed for images and read one by one, signed for the service in the image’s region', async () => {
    withRules({ one: rule(7), two: rule(3) });
    expect(await read()).toEqual({ kind: 'known', value: { days: 7 } });
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/list-rules', '{"ResourceType":"EC2_IMAGE"}'],
      ['GET', '/rules/one', ''],
      ['GET', '/rules/two', ''],
    ]);
    for (const { authorization } of asked) {
      expect(authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261123\/eu-west-1\/rbin\/aws4_request/,
      );
    }
  });

  it('are listed to the last page', async () => {
    answers = (path, body) => {
      if (path !== '/list-rules') return [200, rule(path === '/rules/two' ? 9 : 1)];
      return body.includes('NextToken')
        ? [200, { Rules: [{ Identifier: 'two' }] }]
        : [200, { Rules: [{ Identifier: 'one' }], NextToken: 'more' }];
    };
    expect(await read()).toEqual({ kind: 'known', value: { days: 9 } });
    expect(asked[1]?.body).toBe('{"ResourceType":"EC2_IMAGE","NextToken":"more"}');
  });

  it.each([
    ['none at all', {}, {}, null],
    ['one of the whole region', { r: rule(7) }, {}, 7],
    ['the longest of several', { a: rule(1), b: rule(365), c: rule(30) }, {}, 365],
    ['one of a tag that it has', { r: rule(7, { ResourceTags: [pair('Keep', 'yes')] }) }, { Keep: 'yes' }, 7],
    [
      'one of a tag with another value',
      { r: rule(7, { ResourceTags: [pair('Keep', 'yes')] }) },
      { Keep: 'no' },
      null,
    ],
    ['one of a tag that it lacks', { r: rule(7, { ResourceTags: [pair('Keep', 'yes')] }) }, {}, null],
    [
      'one of several tags of which it has one',
      { r: rule(7, { ResourceTags: [pair('Keep', 'yes'), pair('Team', 'a')] }) },
      { Team: 'a' },
      7,
    ],
    [
      'one that excludes what it has',
      { r: rule(7, { ExcludeResourceTags: [pair('Temp', 'yes')] }) },
      { Temp: 'yes' },
      null,
    ],
    [
      'one that excludes what it has not',
      { r: rule(7, { ExcludeResourceTags: [pair('Temp', 'yes')] }) },
      { Temp: 'no' },
      7,
    ],
    // AWS does not say what a pair without a value means: in doubt the image is not kept.
    ['one of a key alone', { r: rule(7, { ResourceTags: [pair('Keep')] }) }, { Keep: 'yes' }, null],
    [
      'one of a key alone, and an empty tag',
      { r: rule(7, { ResourceTags: [pair('Keep')] }) },
      { Keep: '' },
      7,
    ],
    ['one that excludes a key', { r: rule(7, { ExcludeResourceTags: [pair('Temp')] }) }, { Temp: 'x' }, null],
    ['one that is not in force yet', { r: rule(7, { Status: 'pending' }) }, {}, null],
    ['one with an empty list of tags', { r: rule(7, { ResourceTags: [] }) }, {}, 7],
  ] as const)('keep an image by %s, or not', async (_, rules, tags, days) => {
    withRules(rules);
    expect(await read(tags)).toEqual({ kind: 'known', value: { days } });
  });

  it.each(['instance-store', null])('keep EBS-backed images only: not one of %s', async (rootDeviceType) => {
    withRules({ r: rule(7) });
    expect(await read({}, rootDeviceType)).toEqual({ kind: 'known', value: { days: null } });
    expect(asked).toEqual([]);
  });
});

describe('what cannot be read of the Recycle Bin', () => {
  it.each([
    [
      'a denial',
      [403, { Message: 'not you' }, { 'x-amzn-errortype': 'AccessDeniedException:http://internal/' }],
      'AccessDeniedException',
      false,
    ],
    ['a throttle', [400, { __type: 'com.amazon#ThrottlingException' }], 'ThrottlingException', true],
    ['too many', [429, 'slow down'], 'HTTP429', true],
    [
      'an error of the service',
      [500, { __type: 'InternalServerException' }],
      'InternalServerException',
      true,
    ],
    ['no JSON', [200, '<html>'], 'UnknownShape', true],
    ['no list', [200, {}], 'UnknownShape', true],
  ] as const)('is a fault: %s', async (_, answer, code, retryable) => {
    answers = () => answer;
    expect(await read()).toMatchObject({ kind: 'fault', operation: 'ListRules', code, retryable });
  });

  it('is a fault, not a rule less: one that is listed and cannot be read', async () => {
    answers = (path) =>
      path === '/list-rules'
        ? [200, { Rules: [{ Identifier: 'one' }] }]
        : [404, { __type: 'ResourceNotFoundException', Message: 'gone' }];
    expect(await read()).toMatchObject({
      kind: 'fault',
      operation: 'GetRule',
      code: 'ResourceNotFoundException',
    });
  });

  it('is a fault, not a day more or less: a period in another unit', async () => {
    withRules({ r: rule(7, { RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'WEEKS' } }) });
    expect(await read()).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
    withRules({ r: rule(7, { RetentionPeriod: undefined }) });
    expect(await read()).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });

  it('is a fault: nobody answers', async () => {
    const there = endpoint;
    await close();
    endpoint = there;
    expect(await read()).toMatchObject({ kind: 'fault', retryable: true });
    close = () => Promise.resolve();
  });
});
