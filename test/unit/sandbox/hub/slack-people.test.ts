import { describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { clickPayload, formPayload, slackHttp } from '../../../../lib/sandbox/hub/slack/slack-hand.ts';
import { SlackReceiver } from '../../../../lib/sandbox/hub/slack/slack-receiver.ts';
import { viewProblems } from '../../../../lib/sandbox/hub/slack/view-limits.ts';
import { START } from './hub-world.ts';

const TOKEN = 'xoxb-ami-warden-example';
const world = () => {
  const clock = new SandboxClock({ start: new Date(START), frozen: true });
  const slack = new SlackReceiver(clock, TOKEN);
  const call = (method: string, body: object): unknown => slack.call(method, `Bearer ${TOKEN}`, body).body;
  return { clock, slack, call };
};
const plain = (text: string) => ({ type: 'plain_text', text });
const input = (id: string, more: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(id),
  element: { type: 'plain_text_input', action_id: id, ...more },
});
const view = { type: 'modal', title: plain('A form'), submit: plain('Send'), blocks: [input('reason')] };

describe('what one person alone sees', () => {
  it('is kept apart from the messages, and only for members of the channel', () => {
    const { slack, call } = world();
    const body = { channel: 'C0SECURITY', user: 'U0123ABCD', text: 'for you' };
    expect(call('chat.postEphemeral', body)).toMatchObject({ ok: true });
    expect([slack.messages, slack.people.whispers]).toEqual([
      [],
      [{ channel: 'C0SECURITY', user: 'U0123ABCD', lines: ['for you'] }],
    ]);
    slack.people.outsiders.add('U0123ABCD');
    expect(call('chat.postEphemeral', body)).toEqual({ ok: false, error: 'user_not_in_channel' });
  });
});

describe('a user group', () => {
  it('has the users that it was given; of another nothing is known', () => {
    const { slack, call } = world();
    slack.people.groups.set('S0SECOPS1', ['U0123ABCD']);
    expect(call('usergroups.users.list', { usergroup: 'S0SECOPS1' })).toEqual({
      ok: true,
      users: ['U0123ABCD'],
    });
    expect(call('usergroups.users.list', { usergroup: 'S0OTHERS1' })).toEqual({
      ok: false,
      error: 'no_such_subteam',
    });
  });
});

describe('a form', () => {
  it('is opened by a click within three seconds', () => {
    const { clock, slack, call } = world();
    const trigger = slack.people.trigger('U0123ABCD');
    clock.advance(3_000);
    expect(call('views.open', { trigger_id: trigger, view })).toMatchObject({ ok: true });
    expect(slack.people.views).toMatchObject([{ user: 'U0123ABCD', view }]);
    clock.advance(1);
    expect(call('views.open', { trigger_id: trigger, view })).toEqual({
      ok: false,
      error: 'expired_trigger_id',
    });
    expect(call('views.open', { trigger_id: 'none', view })).toEqual({
      ok: false,
      error: 'invalid_trigger_id',
    });
  });

  it.each([
    [{ ...view, type: 'home' }, 'type'],
    [{ ...view, title: plain('x'.repeat(25)) }, 'title'],
    [{ ...view, submit: undefined }, 'submit'],
    [{ ...view, private_metadata: 'x'.repeat(3_001) }, 'private_metadata'],
    [{ ...view, blocks: [] }, '1 to 100 blocks'],
    [{ ...view, blocks: [input('a'), input('a')] }, 'block_id'],
    [{ ...view, blocks: [input('a', { initial_value: 'xxx', max_length: 2 })] }, 'initial_value'],
    [{ ...view, blocks: [input('a', { type: 'number_input' })] }, 'is_decimal_allowed'],
  ])('is not opened when it is none: %j', (given, problem) => {
    expect(viewProblems(given).join()).toContain(problem);
    const { slack, call } = world();
    const trigger = slack.people.trigger('U0123ABCD');
    expect(call('views.open', { trigger_id: trigger, view: given })).toMatchObject({
      ok: false,
      error: 'invalid_arguments',
    });
  });

  it('is sent with what was written into it, and else with what it proposed', () => {
    const { slack, call } = world();
    const blocks = [input('reason'), input('owner', { initial_value: 'alice' }), input('ticket')];
    call('views.open', { trigger_id: slack.people.trigger('U0123ABCD'), view: { ...view, blocks } });
    const [opened] = slack.people.views;
    if (opened === undefined) throw new Error('no form');
    expect(formPayload(opened, 'alice', { reason: 'so' })).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0123ABCD' },
      view: {
        state: {
          values: {
            reason: { reason: { value: 'so' } },
            owner: { owner: { value: 'alice' } },
            ticket: { ticket: { value: null } },
          },
        },
      },
    });
  });
});

describe('a click', () => {
  const button = { type: 'button', text: plain('Undo'), action_id: 'undo', value: 'v' };

  it('is on a button that the message has now', () => {
    const { slack, call } = world();
    call('chat.postMessage', { channel: '#c', text: 't', blocks: [{ type: 'actions', elements: [button] }] });
    const [post] = slack.messages;
    if (post === undefined) throw new Error('no message');
    const user = { id: 'U0123ABCD', name: 'alice' };
    expect(clickPayload(slack, post, 'undo', user, new Date(START))).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0123ABCD', username: 'alice' },
      container: { channel_id: post.channel, message_ts: post.ts },
      actions: [{ action_id: 'undo', value: 'v', action_ts: '1772442000.000000' }],
    });
    expect(() => clickPayload(slack, post, 'mute', user, new Date(START))).toThrow('no button mute');
  });

  it('asks before, within Slack’s limits', () => {
    const { call } = world();
    const confirm = {
      title: plain('Sure?'),
      text: plain('x'.repeat(301)),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    const blocks = [{ type: 'actions', elements: [{ ...button, confirm }] }];
    expect(call('chat.postMessage', { channel: '#c', text: 't', blocks })).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
    });
  });

  it('goes to the app as a form, signed over time and body', () => {
    // openssl dgst -sha256 -hmac an-example-signing-secret, of v0:1795428000: and the body.
    expect(
      slackHttp({ type: 'block_actions' }, 'an-example-signing-secret', new Date('2026-11-23T10:00:00.900Z')),
    ).toEqual({
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': '1795428000',
        'x-slack-signature': 'v0=84069450c89b4e4d872115c2c1ea8599171d86ae9c45cf6f4d7a05e6fcf094a4',
      },
      body: 'payload=%7B%22type%22%3A%22block_actions%22%7D',
    });
  });
});
