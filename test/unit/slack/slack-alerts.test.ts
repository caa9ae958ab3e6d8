import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineOf } from '../../../lib/app/gather.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import { slackAlerts } from '../../../lib/slack/slack-alerts.ts';
import type { SlackSettings } from '../../../lib/slack/slack-settings.ts';
import { fixed, options, record, unreadNotice } from '../render/sample-record.ts';
import { faultOf } from './fault-of.ts';
import { slackServer, type SlackServer } from './slack-server.ts';

const TOKEN = 'xoxb-not-a-real-token';

let server: SlackServer;
let slept: number[];
let time: number;

beforeEach(async () => {
  server = await slackServer();
  slept = [];
  time = 0;
});

afterEach(() => server.close());

const workspace = (changed: Partial<SlackSettings> = {}): ((name: string) => AlertChannel) =>
  slackAlerts({
    token: () => Promise.resolve(TOKEN),
    tokenParameter: '/ami-warden/dev/slack-token',
    options,
    baseUrl: server.url,
    sleep: (ms) => {
      slept.push(ms);
      time += ms;
      return Promise.resolve();
    },
    now: () => time,
    ...changed,
  });

const channel = (changed: Partial<SlackSettings> = {}): AlertChannel => workspace(changed)('#cloud-security');

describe('telling Slack of a finding', () => {
  it('posts a message and answers where it is', async () => {
    expect(await channel().tell(record(), null)).toBe('C0SECURITY:1700000000.000001');
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'chat.postMessage',
      authorization: 'Bearer xoxb-not-a-real-token',
      contentType: 'application/json; charset=utf-8',
      body: {
        channel: '#cloud-security',
        text: 'CRITICAL open: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1. Everybody may launch this image.',
        unfurl_links: false,
        unfurl_media: false,
      },
    });
  });

  it('updates that message in place when the finding is fixed', async () => {
    const slack = channel();
    const reference = await slack.tell(record(), null);
    expect(await slack.tell(fixed(), reference)).toBe('C0SECURITY:1700000000.000001');
    expect(server.received.map(({ method }) => method)).toEqual(['chat.postMessage', 'chat.update']);
    expect(server.received[1]?.body).toMatchObject({
      channel: 'C0SECURITY',
      ts: '1700000000.000001',
      text: 'Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1. No longer so: Everybody may launch this image.',
    });
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'posts anew when the message cannot be updated: %s',
    async (error) => {
      server.replies.push({ body: { ok: false, error } });
      expect(await channel().tell(fixed(), 'C0OLD:1600000000.000001')).toBe('C0SECURITY:1700000000.000002');
      expect(server.received.map(({ method, body }) => [method, body['channel']])).toEqual([
        ['chat.update', 'C0OLD'],
        ['chat.postMessage', '#cloud-security'],
      ]);
    },
  );

  it('posts anew when the reference is none of its own', async () => {
    expect(await channel().tell(fixed(), 'nonsense')).toBe('C0SECURITY:1700000000.000001');
    expect(server.received.map(({ method }) => method)).toEqual(['chat.postMessage']);
  });
});

describe('telling Slack again', () => {
  it('replies to the message that told of it first, for the whole channel to see', async () => {
    const slack = channel();
    const reference = await slack.tell(record(), null);
    await slack.tellAgain(record(), reference);
    expect(server.received[1]).toMatchObject({
      method: 'chat.postMessage',
      body: {
        channel: 'C0SECURITY',
        thread_ts: '1700000000.000001',
        reply_broadcast: true,
        text: 'Still CRITICAL open: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
      },
    });
  });

  it.each(['thread_not_found', 'message_not_found', 'cannot_reply_to_message'])(
    'posts in the channel when there is nothing to reply to: %s',
    async (error) => {
      server.replies.push({ body: { ok: false, error } });
      await channel().tellAgain(record(), 'C0OLD:1600000000.000001');
      expect(server.received.map(({ body }) => [body['channel'], body['thread_ts']])).toEqual([
        ['C0OLD', '1600000000.000001'],
        ['#cloud-security', undefined],
      ]);
    },
  );

  it('posts in the channel what it told of in a digest', async () => {
    await channel().tellAgain(record(), 'digest/86400');
    expect(server.received.map(({ method, body }) => [method, body['channel'], body['thread_ts']])).toEqual([
      ['chat.postMessage', '#cloud-security', undefined],
    ]);
  });
});

it('posts a digest as one message', async () => {
  const gathering = {
    kind: 'digest',
    channel: 'slack:#cloud-security',
    seconds: 86_400,
    end: '2026-09-02T00:00:00.000Z',
  } as const;
  await channel().tellTogether(gathering, [lineOf(record()), lineOf(fixed())]);
  expect(server.received.map(({ method, body }) => [method, body['channel'], body['text']])).toEqual([
    [
      'chat.postMessage',
      '#cloud-security',
      'Digest of 1 day: 2 changes, 1 open. Until `2026-09-02T00:00:00.000Z`: 1 critical open, 1 fixed.',
    ],
  ]);
});

describe('telling Slack of a record that was not understood', () => {
  it('posts to the channel for it', async () => {
    await channel().announce(unreadNotice);
    expect(server.received.map(({ method, body }) => [method, body['channel'], body['text']])).toEqual([
      [
        'chat.postMessage',
        '#cloud-security',
        'Event record not understood, unknown account unknown region: An event record could not be understood, so nothing was judged from it. the message is not JSON.',
      ],
    ]);
  });
});

describe('rate limits', () => {
  it('waits as long as Slack asks, and then says it again', async () => {
    server.replies.push({ status: 429, headers: { 'retry-after': '2' }, body: '' });
    server.replies.push({ headers: { 'retry-after': '3' }, body: { ok: false, error: 'ratelimited' } });
    expect(await channel().tell(record(), null)).toBe('C0SECURITY:1700000000.000003');
    expect(slept).toEqual([2_000, 3_000]);
    expect(server.received[2]?.body).toEqual(server.received[0]?.body);
  });

  it('leaves a longer wait to the queue, and says how long', async () => {
    server.replies.push({ status: 429, headers: { 'retry-after': '30' }, body: '' });
    const fault = await faultOf(channel().tell(record(), null));
    expect(fault).toMatchObject({
      operation: 'slack.chat.postMessage',
      code: 'ratelimited',
      retryable: true,
    });
    expect(fault.message).toBe('slack.chat.postMessage: ratelimited: Slack asks to wait 30 s');
    expect(slept).toEqual([]);
  });

  it('does not wait more than five seconds in all', async () => {
    const reply = { status: 429, headers: { 'retry-after': '2' }, body: '' };
    server.replies.push(reply, reply, reply);
    const fault = await faultOf(channel().tell(record(), null));
    expect([fault.code, fault.retryable]).toEqual(['ratelimited', true]);
    expect(slept).toEqual([2_000, 2_000]);
    expect(server.received).toHaveLength(3);
  });

  it.each([undefined, '0', '-1', 'soon'])('waits a second when Retry-After is %s', async (value) => {
    const headers = value === undefined ? {} : { 'retry-after': value };
    server.replies.push({ status: 429, headers, body: '' });
    await channel().tell(record(), null);
    expect(slept).toEqual([1_000]);
  });

  it('posts one message a second in a channel, and lets other channels go on', async () => {
    const slack = workspace();
    const tell = (severity: 'critical' | 'low') => slack(`#${severity}`).tell(record({ severity }), null);
    await Promise.all([tell('critical'), tell('critical'), tell('critical'), tell('low')]);
    expect(slept).toEqual([1_000, 1_000]);
    expect(server.received.filter(({ body }) => body['channel'] === '#critical')).toHaveLength(3);
    expect(server.received.filter(({ body }) => body['channel'] === '#low')).toHaveLength(1);
  });

  it('goes on after a message that failed', async () => {
    server.replies.push({ body: { ok: false, error: 'invalid_blocks' } });
    const slack = channel();
    const [first, second] = await Promise.allSettled([
      slack.tell(record(), null),
      slack.tell(record(), null),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('what Slack refuses', () => {
  it.each([
    'invalid_auth',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'missing_scope',
    'not_authed',
  ])('%s names the parameter that holds the token, and never the token', async (error) => {
    server.replies.push({ body: { ok: false, error } });
    const fault = await faultOf(channel().tell(record(), null));
    expect([fault.code, fault.retryable]).toEqual([error, false]);
    expect(fault.message).toContain('/ami-warden/dev/slack-token');
    expect(fault.message).not.toContain(TOKEN);
  });

  it.each(['channel_not_found', 'not_in_channel', 'is_archived'])('%s names the channel', async (error) => {
    server.replies.push({ body: { ok: false, error } });
    const fault = await faultOf(channel().tell(record(), null));
    expect([fault.code, fault.retryable]).toEqual([error, false]);
    expect(fault.message).toContain('#cloud-security');
  });

  it.each([
    ['internal_error', true],
    ['service_unavailable', true],
    ['invalid_blocks', false],
    ['something_new', false],
  ])('%s keeps its code, retryable %s', async (error, retryable) => {
    server.replies.push({ body: { ok: false, error } });
    expect(await faultOf(channel().tell(record(), null))).toMatchObject({ code: error, retryable });
  });

  it('an update that is refused for another reason posts nothing', async () => {
    server.replies.push({ body: { ok: false, error: 'invalid_auth' } });
    const fault = await faultOf(channel().tell(fixed(), 'C0OLD:1600000000.000001'));
    expect(fault.operation).toBe('slack.chat.update');
    expect(server.received).toHaveLength(1);
  });
});

describe('when Slack cannot be reached', () => {
  it.each([
    ['a server error', { status: 503, body: 'busy' }, 'HTTP 503', true],
    ['a page in the place of JSON', { body: '<html>' }, 'HTTP 200', true],
    ['a refusal without JSON', { status: 403, body: 'no' }, 'HTTP 403', false],
    ['an answer that says nothing', { body: {} }, 'HTTP 200', false],
    ['an answer that is no object', { body: 'null' }, 'HTTP 200', true],
    ['success without a place', { body: { ok: true } }, 'HTTP 200', false],
  ] as const)('%s is a fault', async (_, reply, code, retryable) => {
    server.replies.push(reply);
    expect(await faultOf(channel().tell(record(), null))).toMatchObject({ code, retryable });
  });

  it('no answer is a timeout', async () => {
    server.replies.push('silent');
    const fault = await faultOf(channel({ timeoutMs: 20 }).tell(record(), null));
    expect([fault.code, fault.retryable]).toEqual(['Timeout', true]);
  });

  it('a closed port is a fault', async () => {
    const baseUrl = server.url;
    await server.close();
    const fault = await faultOf(channel({ baseUrl }).tell(record(), null));
    server = await slackServer();
    expect([fault.code, fault.retryable]).toEqual(['Unreachable', true]);
  });

  it('a redirect does not take the token elsewhere', async () => {
    const elsewhere = await slackServer();
    server.replies.push({
      status: 307,
      headers: { location: `${elsewhere.url}/chat.postMessage` },
      body: '',
    });
    const fault = await faultOf(channel().tell(record(), null));
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
    expect(fault.code).toBe('Unreachable');
  });
});

describe('the token', () => {
  it('is asked for at each request, so that a rotated one is used', async () => {
    const tokens = ['xoxb-first', 'xoxb-second\n'];
    const slack = channel({ token: () => Promise.resolve(tokens.shift() ?? '') });
    await slack.tell(record(), null);
    await slack.tell(record(), null);
    expect(server.received.map(({ authorization }) => authorization)).toEqual([
      'Bearer xoxb-first',
      'Bearer xoxb-second',
    ]);
  });

  it.each(['', '  ', 'two words', 'line\nbreak'])(
    'is not sent nor quoted when it is none: %j',
    async (token) => {
      const fault = await faultOf(channel({ token: () => Promise.resolve(token) }).tell(record(), null));
      expect(fault.message).toBe(
        'slack.chat.postMessage: invalid_auth: what /ami-warden/dev/slack-token holds is empty or no token',
      );
      expect([fault.retryable, fault.cause]).toEqual([false, undefined]);
      expect(server.received).toEqual([]);
    },
  );

  it('that cannot be read is a fault that names its parameter', async () => {
    const fault = await faultOf(
      channel({ token: () => Promise.reject(new Error('throttled')) }).tell(record(), null),
    );
    expect(fault).toMatchObject({ code: 'TokenUnavailable', retryable: true });
    expect(fault.message).toContain('/ami-warden/dev/slack-token');
  });

  it('that its source faults on, faults as the source says', async () => {
    const own = new Fault('GetParameter', 'AccessDenied', 'denied', { retryable: false });
    expect(await faultOf(channel({ token: () => Promise.reject(own) }).tell(record(), null))).toBe(own);
  });
});
