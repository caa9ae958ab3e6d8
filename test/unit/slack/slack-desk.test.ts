import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readButton } from '../../../lib/model/slack-button.ts';
import type { SlackDesk } from '../../../lib/ports/slack.ts';
import { slackDesk } from '../../../lib/slack/slack-desk.ts';
import { faultOf } from './fault-of.ts';
import { WAIVE } from './interactions.ts';
import { slackServer, type SlackServer } from './slack-server.ts';

let server: SlackServer;
let now: number;
let slept: number;

beforeEach(async () => {
  server = await slackServer();
  now = Date.parse('2026-11-23T10:00:00Z');
  slept = 0;
});
afterEach(() => server.close());

const desk = (timeoutMs = 5_000): SlackDesk =>
  slackDesk({
    token: () => Promise.resolve('xoxb-not-a-real-token'),
    tokenParameter: '/ami-warden/dev/slack-token',
    baseUrl: server.url,
    timeoutMs,
    patienceMs: 0,
    sleep: () => {
      slept += 1;
      return Promise.resolve();
    },
    clock: { now: () => new Date(now) },
  });

const button = readButton(WAIVE);
if (button?.act !== 'waive') throw new Error('the example is of a waiver');
const PLACE = { channel: 'C0SECURITY', user: 'U0123ABCD' };
const REMARK = { kind: 'not-sent', button } as const;
const TEXT =
  '⚠️ The waiver of finding `0123456789abcdef` (ami-0aaaaaaaaaaaaaa01, 111122223333 us-east-1) could not be passed on in time. ' +
  'Try again in a minute: nothing is done twice.';

describe('telling one person', () => {
  it('is told where they clicked, and nobody else sees it', async () => {
    await desk().whisper(PLACE, REMARK);
    expect(server.received).toMatchObject([
      { method: 'chat.postEphemeral', body: { ...PLACE, text: TEXT, blocks: [{ text: { text: TEXT } }] } },
    ]);
  });

  it.each(['user_not_in_channel', 'not_in_channel', 'channel_not_found', 'is_archived'])(
    'is told by the app itself where that cannot be: %s',
    async (error) => {
      server.replies.push({ body: { ok: false, error } });
      await desk().whisper(PLACE, REMARK);
      expect(server.received.map(({ method, body }) => [method, body['channel']])).toEqual([
        ['chat.postEphemeral', 'C0SECURITY'],
        ['chat.postMessage', 'U0123ABCD'],
      ]);
    },
  );

  it.each([
    ['invalid_auth', false],
    ['internal_error', true],
  ])('is a fault for the queue otherwise: %s', async (error, retryable) => {
    server.replies.push({ body: { ok: false, error } });
    expect(await faultOf(desk().whisper(PLACE, REMARK))).toMatchObject({ code: error, retryable });
  });

  it('waits for nobody: neither for Slack’s limit nor for an answer that does not come', async () => {
    server.replies.push({ status: 429, headers: { 'retry-after': '1' }, body: {} });
    expect(await faultOf(desk().whisper(PLACE, REMARK))).toMatchObject({ code: 'ratelimited' });
    server.replies.push('silent');
    expect(await faultOf(desk(20).whisper(PLACE, REMARK))).toMatchObject({ code: 'Timeout' });
    expect(slept).toBe(0);
  });
});

describe('a user group', () => {
  const users = ['U0123ABCD', 'U0123ABCE'];

  it('is read by a form, and again after five minutes', async () => {
    const workspace = desk();
    server.replies.push({ body: { ok: true, users } }, { body: { ok: true, users: [] } });
    expect(await workspace.membersOf('S0SECOPS1')).toEqual(users);
    now += 299_999;
    expect(await workspace.membersOf('S0SECOPS1')).toEqual(users);
    now += 1;
    expect(await workspace.membersOf('S0SECOPS1')).toEqual([]);
    expect(server.received.map(({ method, contentType, body }) => [method, contentType, body])).toEqual(
      Array(2).fill([
        'usergroups.users.list',
        'application/x-www-form-urlencoded; charset=utf-8',
        { usergroup: 'S0SECOPS1' },
      ]),
    );
  });

  it.each([
    ['a refusal', { ok: false, error: 'missing_scope' }, 'missing_scope'],
    ['no list', { ok: true }, 'HTTP 200'],
    ['a list of something else', { ok: true, users: [1] }, 'HTTP 200'],
  ])('that cannot be read is a fault, and is asked for again: %s', async (_, body, code) => {
    const workspace = desk();
    server.replies.push({ body }, { body: { ok: true, users } });
    expect(await faultOf(workspace.membersOf('S0SECOPS1'))).toMatchObject({ code });
    expect(await workspace.membersOf('S0SECOPS1')).toEqual(users);
  });
});

describe('the form of a waiver', () => {
  it('is opened with what the policy asks for', async () => {
    const form = { button, channel: 'C0SECURITY', owner: 'alice', maxDays: 5, ticketPattern: '^RISK-' };
    await desk().openForm('1.2.3', form);
    expect(server.received).toMatchObject([
      {
        method: 'views.open',
        body: {
          trigger_id: '1.2.3',
          view: {
            callback_id: 'ami-warden-waiver',
            private_metadata: JSON.stringify({ channel: 'C0SECURITY', button: WAIVE }),
            blocks: [
              {},
              { block_id: 'reason', element: { multiline: true } },
              { block_id: 'days', element: { initial_value: '5', max_value: '5' } },
              { block_id: 'owner', element: { initial_value: 'alice' } },
              { block_id: 'ticket', optional: false, hint: { text: 'It has to match ^RISK-' } },
            ],
          },
        },
      },
    ]);
  });

  it('proposes a week and asks for no ticket where the policy does not', async () => {
    await desk().openForm('1.2.3', {
      button,
      channel: 'C0SECURITY',
      owner: 'alice',
      maxDays: null,
      ticketPattern: null,
    });
    expect(server.received[0]?.body['view']).toMatchObject({
      blocks: [{}, {}, { element: { initial_value: '7' } }, {}, { optional: true }],
    });
  });
});
