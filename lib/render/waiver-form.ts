import type { InputBlock, ModalView, NumberInput, PlainTextElement, PlainTextInput } from '@slack/types';
import type { WaiverField, WaiverForm } from '../model/interaction.ts';
import { buttonValue, USUAL_DAYS } from '../model/slack-button.ts';
import { plain } from './plain.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { section } from './slack-blocks.ts';
import { subjectPlace } from './subject-text.ts';

/** The name by which Slack hands the form back. */
export const FORM_CALLBACK = 'ami-warden-waiver';

const text = (words: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: plain(words, max),
  emoji: false,
});

/** Slack names block and element; both are the field's own name. */
const input = (
  field: WaiverField,
  label: string,
  element: PlainTextInput | NumberInput,
  more: Partial<Pick<InputBlock, 'hint' | 'optional'>> = {},
): InputBlock => ({
  type: 'input',
  block_id: field,
  label: text(label, 100),
  element: { ...element, action_id: field },
  ...more,
});

/** The form that asks why a finding is waived, for how long, and who answers for it. Within Slack's limits, whatever it is given. */
export const waiverForm = ({ button, channel, owner, maxDays, ticketPattern }: WaiverForm): ModalView => {
  const most = maxDays === null ? {} : { max_value: String(maxDays) };
  const days = String(Math.min(USUAL_DAYS, maxDays ?? USUAL_DAYS));
  const hint = ticketPattern === null ? {} : { hint: text(`It has to match ${ticketPattern}`, 2_000) };
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify({ channel, button: buttonValue(button) }),
    title: text('Waive a finding', 24),
    submit: text('Waive', 24),
    close: text('Cancel', 24),
    blocks: [
      section(
        `Finding \`${escapeMrkdwn(plain(button.finding, 40))}\` of ${escapeMrkdwn(subjectPlace(button.ref))}. ` +
          'Until then it is shown as waived; nobody is alerted, and nothing is done about it.',
        1_000,
      ),
      input('reason', 'Reason', {
        type: 'plain_text_input',
        multiline: true,
        min_length: 1,
        max_length: 500,
        focus_on_load: true,
      }),
      input('days', 'Days', {
        type: 'number_input',
        is_decimal_allowed: false,
        initial_value: days,
        min_value: '1',
        ...most,
      }),
      input('owner', 'Owner: who answers for it', {
        type: 'plain_text_input',
        initial_value: plain(owner, 150),
        max_length: 200,
      }),
      input(
        'ticket',
        'Ticket',
        { type: 'plain_text_input', max_length: 200 },
        { ...hint, optional: ticketPattern === null },
      ),
    ],
  };
};
