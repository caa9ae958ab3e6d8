import { createHmac } from 'node:crypto';
import { isMapping } from '../../../model/json-value.ts';
import type { SlackView } from './slack-people.ts';
import type { SlackPost, SlackReceiver } from './slack-receiver.ts';

/** One person of the workspace. */
interface User {
  readonly id: string;
  readonly name: string;
}

/** An HTTP request as Slack sends it to an app. */
export interface SlackHttp {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What Slack tells an app of a click. Throws when the message has no such button. `at`: when they clicked. */
export const clickPayload = (
  receiver: SlackReceiver,
  { channel, ts, blocks }: SlackPost,
  action: string,
  user: User,
  at: Date,
): object => {
  const button = buttonsOf(blocks).find(({ action_id: id }) => id === action);
  if (button === undefined) throw new Error(`the message has no button ${action}`);
  return {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: 'T0EXAMPLE' },
    api_app_id: 'A0EXAMPLE',
    token: 'deprecated',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: receiver.people.trigger(user.id),
    team: { id: 'T0EXAMPLE', domain: 'example' },
    channel: { id: channel, name: 'cloud-security' },
    message: { type: 'message', ts, blocks },
    response_url: 'https://hooks.slack.com/actions/T0EXAMPLE/1/abc',
    actions: [{ ...button, block_id: 'ami-warden', action_ts: (at.getTime() / 1000).toFixed(6) }],
  };
};

/** What Slack tells an app of a form that was sent. Fields that are not named keep what they were proposed with. */
export const formPayload = (
  { id, user, view }: SlackView,
  name: string,
  fields: Readonly<Record<string, string | null>>,
): object => {
  const inputs = listOf(view['blocks']).filter(({ type }) => type === 'input');
  const values = inputs.map(({ block_id: block, element }) => {
    const { action_id: action, type, initial_value: initial = null } = isMapping(element) ? element : {};
    const value = fields[String(block)] ?? initial;
    return [String(block), { [String(action)]: { type, value } }] as const;
  });
  return {
    type: 'view_submission',
    team: { id: 'T0EXAMPLE', domain: 'example' },
    user: { id: user, username: name, name, team_id: 'T0EXAMPLE' },
    trigger_id: '1.2.3',
    view: { ...view, id, state: { values: Object.fromEntries(values) } },
    response_urls: [],
  };
};

/** A payload as it goes over the wire, signed with the app's secret at that time. */
export const slackHttp = (payload: object, secret: string, at: Date): SlackHttp => {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
    body,
  };
};

/** The buttons of a message, as it stands. */
export const buttonsOf = (blocks: readonly unknown[]): readonly Readonly<Record<string, unknown>>[] =>
  listOf(blocks)
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => listOf(elements));

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isMapping) : [];
