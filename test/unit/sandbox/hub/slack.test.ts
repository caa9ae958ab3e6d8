import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { SlackReceiver } from '../../../../lib/sandbox/hub/slack/slack-receiver.ts';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { frozenSandbox, START } from './hub-world.ts';

const TOKEN = 'xoxb-ami-warden-example';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

const receiver = (): { slack: SlackReceiver; clock: SandboxClock } => {
  const clock = new SandboxClock({ start: new Date(START), frozen: true });
  return { slack: new SlackReceiver(clock, TOKEN), clock };
};
const call = (slack: SlackReceiver, method: string, body: object) =>
  slack.call(method, `Bearer ${TOKEN}`, body);
const errorOf = (slack: SlackReceiver, method: string, body: object): unknown =>
  Reflect.get(call(slack, method, body).body, 'error');

describe('posting', () => {
  it('replies in the thread of a message that there is', () => {
    const { slack } = receiver();
    call(slack, 'chat.postMessage', { channel: '#c', text: 'first' });
    const [first] = slack.messages;
    const reply = { channel: first?.channel, thread_ts: first?.ts, text: 'again' };
    call(slack, 'chat.postMessage', reply);
    expect(slack.messages.map(({ text, threadTs }) => [text, threadTs])).toEqual([
      ['first', null],
      ['again', first?.ts],
    ]);
    expect(errorOf(slack, 'chat.postMessage', { ...reply, thread_ts: '1.000009' })).toBe('thread_not_found');
  });

  it('keeps what a person sees, under the id of the channel', () => {
    const { slack } = receiver();
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'A public image' } },
      section('*ami-0aaaaaaaaaaaaaaa1* in <https://example.com/x|the console>\n1 &lt; 2'),
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*Who*' },
          { type: 'mrkdwn', text: 'somebody' },
        ],
      },
      { type: 'divider' },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'finding 1' }] },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'Undo' }, action_id: 'undo' }],
      },
    ];
    const { body } = call(slack, 'chat.postMessage', { channel: '#ami-alerts', text: 'short', blocks });
    expect(body).toMatchObject({ ok: true, ts: '1772442000.000001' });
    const channel: unknown = Reflect.get(body, 'channel');
    expect(channel).toMatch(/^C0[A-Z0-9]{9}$/);
    expect(slack.messages).toEqual([
      {
        channel,
        channelName: '#ami-alerts',
        ts: '1772442000.000001',
        text: 'short',
        blocks,
        lines: [
          'A public image',
          '*ami-0aaaaaaaaaaaaaaa1* in the console (https://example.com/x)',
          '1 < 2',
          '*Who*',
          'somebody',
          '---',
          'finding 1',
          '[Undo]',
        ],
        threadTs: null,
        updates: 0,
      },
    ]);
  });

  it('and updating takes the place of the first', () => {
    const { slack } = receiver();
    const { body } = call(slack, 'chat.postMessage', { channel: '#a', text: 'open' });
    call(slack, 'chat.update', { ...body, text: 'fixed' });
    expect(slack.messages).toMatchObject([
      { text: 'fixed', lines: ['fixed'], updates: 1, channelName: '#a' },
    ]);
  });
});

describe('refusals', () => {
  it('of who calls', () => {
    const { slack } = receiver();
    expect(slack.call('chat.postMessage', undefined, {}).body).toEqual({ ok: false, error: 'not_authed' });
    expect(slack.call('chat.postMessage', 'Bearer xoxb-wrong', {}).body).toEqual({
      ok: false,
      error: 'invalid_auth',
    });
  });

  it('of where to', () => {
    const { slack } = receiver();
    slack.channels = ['#a'];
    expect(errorOf(slack, 'chat.postMessage', { channel: '#b', text: 'x' })).toBe('channel_not_found');
    const { body } = call(slack, 'chat.postMessage', { channel: 'a', text: 'x' });
    expect(errorOf(slack, 'chat.update', { ...body, channel: '#a', text: 'y' })).toBe('channel_not_found');
    expect(errorOf(slack, 'chat.update', { ...body, ts: '1.000001', text: 'y' })).toBe('message_not_found');
    slack.remove(String(Reflect.get(body, 'ts')));
    expect(errorOf(slack, 'chat.update', { ...body, text: 'y' })).toBe('message_not_found');
  });

  it('of a method that is not modelled', () => {
    expect(errorOf(receiver().slack, 'chat.delete', { channel: '#a' })).toBe('unknown_method');
  });

  it.each<readonly [string, object, string]>([
    ['nothing to say', {}, 'no_text'],
    ['a text over 40,000', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['51 blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
    ['a section over 3,000', { blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
    ['an empty section', { blocks: [section('')] }, 'invalid_blocks'],
    ['a section without text', { blocks: [{ type: 'section' }] }, 'invalid_blocks'],
    [
      'a header over 150',
      { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] },
      'invalid_blocks',
    ],
    [
      'a header in mrkdwn',
      { blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] },
      'invalid_blocks',
    ],
    [
      'eleven fields',
      {
        blocks: [
          { type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) },
        ],
      },
      'invalid_blocks',
    ],
    [
      'a field over 2,000',
      { blocks: [{ type: 'section', fields: [{ type: 'mrkdwn', text: 'x'.repeat(2_001) }] }] },
      'invalid_blocks',
    ],
    [
      'eleven elements of context',
      {
        blocks: [
          { type: 'context', elements: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) },
        ],
      },
      'invalid_blocks',
    ],
    [
      'a button over 75',
      {
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', text: { type: 'plain_text', text: 'x'.repeat(76) } }],
          },
        ],
      },
      'invalid_blocks',
    ],
    ['a block that there is not', { blocks: [{ type: 'table' }] }, 'invalid_blocks'],
    ['blocks that are none', { blocks: 'nonsense' }, 'invalid_blocks_format'],
    [
      'over 13,200 in all',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_900))) },
      'msg_blocks_too_long',
    ],
  ])('of %s', (_title, content, error) => {
    const { slack } = receiver();
    expect(errorOf(slack, 'chat.postMessage', { channel: '#a', ...content })).toBe(error);
    expect(slack.messages).toEqual([]);
  });

  it('says where the block is that is wrong', () => {
    const { slack } = receiver();
    const { body } = call(slack, 'chat.postMessage', {
      channel: '#a',
      blocks: [section('x'), section('y'.repeat(3_001))],
    });
    expect(body).toMatchObject({
      errors: ['text must be less than 3001 characters [json-pointer:/blocks/1]'],
    });
  });

  it.each<readonly [string, object]>([
    ['a section of 3,000', section('x'.repeat(3_000))],
    ['a header of 150', { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(150) } }],
  ])('not of %s', (_title, block) => {
    expect(errorOf(receiver().slack, 'chat.postMessage', { channel: '#a', blocks: [block] })).toBeUndefined();
  });
});

describe('the rate limit', () => {
  it('of one message a second in each channel, when it is on', () => {
    const { slack, clock } = receiver();
    const post = (channel: string) => call(slack, 'chat.postMessage', { channel, text: 'x' });
    expect([post('#a').status, post('#a').status]).toEqual([200, 200]);
    slack.isRateLimited = true;
    expect(post('#a')).toEqual({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { ok: false, error: 'ratelimited' },
    });
    expect(post('#b').status).toBe(200);
    clock.advance(1_000);
    expect(post('#a').status).toBe(200);
    expect(slack.messages).toHaveLength(4);
  });
});

describe('over HTTP', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await frozenSandbox();
  });
  afterEach(() => sandbox.close());

  const post = async (type: string, body: string): Promise<unknown> => {
    const response = await fetch(`${sandbox.endpoint}/slack/api/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type },
      body,
    });
    return response.json();
  };

  it('takes JSON and forms', async () => {
    const json = JSON.stringify({ channel: '#a', text: 'as JSON' });
    expect(await post('application/json; charset=utf-8', json)).toMatchObject({ ok: true });
    const form = new URLSearchParams({
      channel: '#a',
      text: 'short',
      blocks: JSON.stringify([section('as a form')]),
    });
    expect(await post('application/x-www-form-urlencoded', form.toString())).toMatchObject({ ok: true });
    expect(sandbox.hub.slack.messages.flatMap(({ lines }) => lines)).toEqual(['as JSON', 'as a form']);
  });

  it('refuses what is no JSON', async () => {
    expect(await post('application/json', 'nonsense')).toEqual({ ok: false, error: 'invalid_json' });
  });
});
