/** What Slack sends of a click and of a form, with more members than are used, as Slack does. */
export const VALUE =
  '{"act":"approve","account":"111122223333","region":"us-east-1","image":"ami-0aaaaaaaaaaaaaa01",' +
  '"finding":"0123456789abcdef","plan":"fedcba9876543210"}';
export const WAIVE =
  '{"act":"waive","finding":"0123456789abcdef","account":"111122223333","region":"us-east-1","image":"ami-0aaaaaaaaaaaaaa01"}';

export const click = {
  type: 'block_actions',
  team: { id: 'T0EXAMPLE', domain: 'example' },
  user: { id: 'U0123ABCD', username: 'alice', name: 'alice', team_id: 'T0EXAMPLE' },
  trigger_id: '13345224609.738474920.8088930838d88f008e0',
  container: {
    type: 'message',
    message_ts: '1795428000.000001',
    channel_id: 'C0SECURITY',
    is_ephemeral: false,
  },
  actions: [
    {
      type: 'button',
      action_id: 'approve',
      block_id: 'ami-warden',
      action_ts: '1795428001.000002',
      value: VALUE,
      text: { type: 'plain_text', text: 'Approve' },
    },
  ],
};

const field = (value: string | null) => ({ type: 'plain_text_input', value });

export const form = {
  type: 'view_submission',
  team: { id: 'T0EXAMPLE' },
  user: { id: 'U0123ABCD', username: 'alice' },
  view: {
    id: 'V0AAAAAAA',
    callback_id: 'ami-warden-waiver',
    private_metadata: JSON.stringify({ channel: 'C0SECURITY', button: WAIVE }),
    state: {
      values: {
        reason: { reason: field('The fair') },
        days: { days: { type: 'number_input', value: '7' } },
        owner: { owner: field('web@example.com') },
        ticket: { ticket: field(null) },
      },
    },
  },
};

export const bodyOf = (payload: unknown): Buffer =>
  Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
