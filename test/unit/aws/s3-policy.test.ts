import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectUrl, s3Policy } from '../../../lib/aws/s3-policy.ts';
import { bundleJson, sealBundle } from '../../../lib/policy/bundle.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import type { WatchedPolicySource } from '../../../lib/ports/policy-source.ts';
import { handClock, type HandClock } from './mocks.ts';

const bundle = (name: string): PolicyBundle =>
  sealBundle({
    version: 1,
    name,
    rules: [],
    overrides: [],
    waivers: [],
    waiverWarnings: [],
    groups: {},
    notify: { default: { to: [], digestSeconds: null, repeatSeconds: null }, routes: [] },
  });

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly etag?: string;
}

const object = (content: PolicyBundle, etag: string): Answer => ({
  status: 200,
  body: bundleJson(content),
  etag,
});

let server: Server;
let endpoint: string;
let answer: Answer;
let asked: { url: string | undefined; headers: IncomingMessage['headers'] }[];
let problems: string[];
let clock: HandClock;
let source: WatchedPolicySource;

/** As S3 does it: 304 for the version that the caller has. */
beforeEach(async () => {
  asked = [];
  problems = [];
  server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    const { status, body, etag } = answer;
    const same = etag !== undefined && request.headers['if-none-match'] === etag;
    response.writeHead(same ? 304 : status, etag === undefined ? {} : { etag });
    response.end(same ? undefined : body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  clock = handClock('2026-03-01T10:00:00.000Z');
  source = s3Policy({
    bucket: 'ami-warden-dev-policy-999988887777',
    key: 'policy.json',
    region: 'us-east-1',
    credentials: () =>
      Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'any', sessionToken: 'token' }),
    clock,
    onRefused: (problem) => problems.push(problem),
    endpoint,
  });
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const names = async (): Promise<string> => (await source.policy()).name;

describe('the address of the policy', () => {
  const object = { bucket: 'policies', key: 'team a/policy.json' };

  it.each([
    [{ region: 'eu-west-1' }, 'https://policies.s3.eu-west-1.amazonaws.com/team%20a/policy.json'],
    [{ region: 'cn-north-1' }, 'https://policies.s3.cn-north-1.amazonaws.com.cn/team%20a/policy.json'],
    [
      { region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' },
      'http://127.0.0.1:9/policies/team%20a/policy.json',
    ],
  ])('%o', (where, address) => {
    expect(objectUrl({ ...object, ...where }).href).toBe(address);
  });
});

describe('the policy from S3', () => {
  it('is read with a signed GET', async () => {
    answer = object(bundle('first'), '"1"');
    expect(await source.policy()).toEqual(bundle('first'));
    expect(asked).toMatchObject([
      {
        url: '/ami-warden-dev-policy-999988887777/policy.json',
        headers: { 'x-amz-date': '20260301T100000Z', 'x-amz-security-token': 'token' },
      },
    ]);
    expect(asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260301\/us-east-1\/s3\/aws4_request, /,
    );
  });

  it('says which version was refused and why, until a good one is there', async () => {
    answer = object(bundle('first'), '"1"');
    expect(await source.refusal()).toBeNull();
    answer = { ...object(bundle('second'), '"2"'), body: '{}' };
    clock.set('2026-03-01T10:01:00.000Z');
    const refusal = await source.refusal();
    expect(refusal).toMatchObject({ id: '"2"', where: 'ami-warden-dev-policy-999988887777/policy.json' });
    expect(refusal?.problem).toBe(problems[0]);
    expect(await names()).toBe('first');
    clock.set('2026-03-01T10:02:00.000Z');
    expect(await source.refusal()).toEqual(refusal);
    answer = object(bundle('third'), '"3"');
    clock.set('2026-03-01T10:03:00.000Z');
    expect(await source.refusal()).toBeNull();
  });

  it('says so too when there never was a good one', async () => {
    answer = { ...object(bundle('first'), '"1"'), body: '{}' };
    expect(await source.refusal()).toMatchObject({ id: '"1"' });
    await expect(names()).rejects.toMatchObject({ code: 'InvalidPolicy' });
  });

  it('is taken as it is for a minute, then asked for by its version', async () => {
    answer = object(bundle('first'), '"1"');
    expect(await Promise.all([names(), names()])).toEqual(['first', 'first']);
    clock.set('2026-03-01T10:00:59.999Z');
    await names();
    expect(asked).toHaveLength(1);
    clock.set('2026-03-01T10:01:00.000Z');
    expect(await names()).toBe('first');
    expect(asked[1]?.headers['if-none-match']).toBe('"1"');
    answer = object(bundle('second'), '"2"');
    clock.set('2026-03-01T10:02:00.000Z');
    expect(await names()).toBe('second');
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['no JSON', '{'],
    ['no bundle', '{"version":1}'],
    ['changed by hand', bundleJson(bundle('second')).replace('second', 'sneaky')],
  ])(
    'that is new and does not validate (%s) is refused once, and the last good one stays',
    async (_, body) => {
      answer = object(bundle('first'), '"1"');
      await names();
      answer = { status: 200, body, etag: '"2"' };
      clock.set('2026-03-01T10:01:00.000Z');
      expect(await names()).toBe('first');
      clock.set('2026-03-01T10:02:00.000Z');
      expect(await names()).toBe('first');
      expect(problems).toHaveLength(1);
      expect(asked[2]?.headers['if-none-match']).toBe('"2"');
      answer = object(bundle('third'), '"3"');
      clock.set('2026-03-01T10:03:00.000Z');
      expect(await names()).toBe('third');
    },
  );

  it('that never validated is a fault, until one does', async () => {
    answer = { status: 200, body: '{', etag: '"1"' };
    const invalid = { operation: 'GetObject', code: 'InvalidPolicy', retryable: false };
    await expect(source.policy()).rejects.toMatchObject(invalid);
    clock.set('2026-03-01T10:01:00.000Z');
    await expect(source.policy()).rejects.toMatchObject(invalid);
    expect(problems).toHaveLength(1);
    answer = object(bundle('good'), '"2"');
    clock.set('2026-03-01T10:02:00.000Z');
    expect(await names()).toBe('good');
  });

  it.each([
    [404, '<Error><Code>NoSuchKey</Code></Error>', 'NoSuchKey', false],
    [403, '<Error><Code>AccessDenied</Code></Error>', 'AccessDenied', false],
    [503, '<Error><Code>SlowDown</Code></Error>', 'SlowDown', true],
    [500, '', 'HTTP500', true],
  ])('that was never had is a fault: %i %s', async (status, body, code, retryable) => {
    answer = { status, body };
    await expect(source.policy()).rejects.toMatchObject({ operation: 'GetObject', code, retryable });
  });

  it('stays the last good one while S3 is out of reach', async () => {
    answer = object(bundle('first'), '"1"');
    await names();
    answer = { status: 503, body: '' };
    clock.set('2026-03-01T10:01:00.000Z');
    expect(await names()).toBe('first');
    answer = object(bundle('second'), '"2"');
    clock.set('2026-03-01T10:01:10.000Z');
    expect(await names()).toBe('second');
  });

  it('is a retryable fault when nobody answers', async () => {
    server.closeAllConnections();
    server.close();
    await expect(source.policy()).rejects.toMatchObject({ code: 'ECONNREFUSED', retryable: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
});
