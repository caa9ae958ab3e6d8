import { describe, expect, it } from 'vitest';
import { readInteraction } from '../../../lib/slack/read-interaction.ts';
import { bodyOf, click, form, VALUE } from './interactions.ts';

const [action] = click.actions;
const withAction = (changed: object): object => ({ ...click, actions: [{ ...action, ...changed }] });
const ref = { account: '111122223333', region: 'us-east-1', image: 'ami-0aaaaaaaaaaaaaa01' };
const read = (payload: unknown): unknown => readInteraction(bodyOf(payload));
const idOf = (payload: unknown): unknown =>
  (read(payload) as { readonly interaction: { readonly id: string } }).interaction.id;

describe('what somebody did in Slack', () => {
  it('is a click on one of our buttons', () => {
    expect(read(click)).toEqual({
      interaction: {
        kind: 'click',
        id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        person: { id: 'U0123ABCD', name: 'alice' },
        channel: 'C0SECURITY',
        button: { act: 'approve', ref, finding: '0123456789abcdef', plan: 'fedcba9876543210' },
        trigger: '13345224609.738474920.8088930838d88f008e0',
      },
    });
  });

  it('is a form that was sent, an empty field as empty text', () => {
    expect(read(form)).toEqual({
      interaction: {
        kind: 'waiver',
        id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        person: { id: 'U0123ABCD', name: 'alice' },
        channel: 'C0SECURITY',
        button: { act: 'waive', ref, finding: '0123456789abcdef' },
        fields: { reason: 'The fair', days: '7', owner: 'web@example.com', ticket: '' },
      },
    });
  });

  it('is the same one when it comes again, and another with another time, person or form', () => {
    expect(idOf(click)).toBe(idOf({ ...click, trigger_id: 'another' }));
    expect(idOf(form)).toBe(idOf(form));
    const others = [
      withAction({ action_ts: '1795428001.000003' }),
      { ...click, user: { ...click.user, id: 'U0123ABCE' } },
      form,
      { ...form, view: { ...form.view, id: 'V0AAAAAAB' } },
      { ...form, user: { ...form.user, id: 'U0123ABCE' } },
    ];
    expect(new Set([click, ...others].map(idOf)).size).toBe(6);
  });

  it('names people as they name themselves, in one line; without a name by their id', () => {
    const named = (username: string): unknown => read({ ...click, user: { id: 'U0123ABCD', username } });
    expect(named('ali\u202ece\nroot')).toMatchObject({ interaction: { person: { name: 'alice root' } } });
    expect(named('')).toMatchObject({ interaction: { person: { name: 'U0123ABCD' } } });
    expect(named('x'.repeat(400))).toMatchObject({
      interaction: { person: { name: `${'x'.repeat(79)}…` } },
    });
  });

  it.each([
    ['no form', Buffer.from('{"type":"block_actions"}')],
    ['two payloads', Buffer.concat([bodyOf(click), Buffer.from('&'), bodyOf(click)])],
    ['no JSON', Buffer.from('payload=%7B')],
    ['no UTF-8', Buffer.from([0x70, 0xff, 0xfe])],
    ['nothing', Buffer.alloc(0)],
  ])('is nothing in %s', (_, body) => {
    expect(readInteraction(body)).toEqual({ odd: 'no form with one payload of JSON' });
  });

  it.each([
    ['a list', [click], 'payload: invalid_type'],
    ['another type', { ...click, type: 'message_action' }, 'type: invalid_union'],
    ['a user who is no id', { ...click, user: { id: 'alice' } }, 'user.id: invalid_format'],
    ['no user', { ...click, user: undefined }, 'user: invalid_type'],
    ['a click in a view', { ...click, container: { type: 'view', view_id: 'V1' } }, 'container.type'],
    [
      'a channel that is no id',
      { ...click, container: { ...click.container, channel_id: '../x' } },
      'channel_id',
    ],
    ['no action', { ...click, actions: [] }, 'actions: too_small'],
    ['two actions', { ...click, actions: [action, action] }, 'actions: too_big'],
    ['a menu', withAction({ type: 'static_select' }), 'actions.0.type'],
    ['no value', withAction({ value: undefined }), 'actions.0.value'],
    ['a value that is too long', withAction({ value: 'x'.repeat(2_001) }), 'actions.0.value: too_big'],
    ['a value of another app', withAction({ value: 'yes' }), 'none of ours'],
    ['another button’s value', withAction({ action_id: 'refuse' }), 'none of ours'],
    ['an unknown button', withAction({ action_id: '__proto__' }), 'none of ours'],
    ['a value with more in it', withAction({ value: VALUE.replace('{', '{"dryRun":true,') }), 'none of ours'],
    ['another form', { ...form, view: { ...form.view, callback_id: 'other' } }, 'view.callback_id'],
    ['a form about nothing', { ...form, view: { ...form.view, private_metadata: '{}' } }, 'nothing of ours'],
    [
      'a form about another button',
      {
        ...form,
        view: { ...form.view, private_metadata: JSON.stringify({ channel: 'C0SECURITY', button: VALUE }) },
      },
      'nothing of ours',
    ],
    [
      'a form without fields',
      { ...form, view: { ...form.view, state: { values: {} } } },
      'view.state.values',
    ],
  ])('is nothing with %s, and says where without what was sent', (_, payload, odd) => {
    const given = read(payload) as { readonly odd: string };
    expect(given.odd).toContain(odd);
    expect(given.odd).not.toMatch(/alice|\.\.\/x|__proto__|yes/);
  });
});
