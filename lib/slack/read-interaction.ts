import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Interaction, SlackPerson } from '../model/interaction.ts';
import { readButton, type SlackButton } from '../model/slack-button.ts';
import { plain } from '../render/plain.ts';
import { FORM_CALLBACK } from '../render/waiver-form.ts';

// Slack's payloads hold much more, and get new members: what is used is held to its form, the rest is not looked at.
const UserId = z.string().check(z.regex(/^[UW][A-Z0-9]{5,20}$/));
const ChannelId = z.string().check(z.regex(/^[CGD][A-Z0-9]{5,20}$/));
const short = z.string().check(z.minLength(1), z.maxLength(500));
const User = z.object({
  id: UserId,
  username: z.optional(z.string().check(z.maxLength(500))),
  name: z.optional(z.string().check(z.maxLength(500))),
});

const Click = z.object({
  type: z.literal('block_actions'),
  user: User,
  trigger_id: short,
  container: z.object({ type: z.literal('message'), channel_id: ChannelId, message_ts: short }),
  actions: z.tuple([
    z.object({
      type: z.literal('button'),
      action_id: short,
      action_ts: short,
      value: z.string().check(z.maxLength(2_000)),
    }),
  ]),
});

const field = z.object({ value: z.nullish(z.string().check(z.maxLength(10_000))) });
const Submission = z.object({
  type: z.literal('view_submission'),
  user: User,
  view: z.object({
    id: short,
    callback_id: z.literal(FORM_CALLBACK),
    private_metadata: z.string().check(z.maxLength(3_000)),
    state: z.object({
      values: z.object({
        reason: z.object({ reason: field }),
        days: z.object({ days: field }),
        owner: z.object({ owner: field }),
        ticket: z.object({ ticket: field }),
      }),
    }),
  }),
});
const Payload = z.discriminatedUnion('type', [Click, Submission]);
const Metadata = z.strictObject({ channel: ChannelId, button: z.string() });

/** What a request of Slack's says that somebody did; a sentence for the log when that is nothing of ours. */
export const readInteraction = (
  body: Uint8Array,
): { readonly interaction: Interaction } | { readonly odd: string } => {
  const payload = payloadOf(body);
  if (payload === null) return { odd: 'no form with one payload of JSON' };
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return { odd: problemOf(parsed.error) };
  return parsed.data.type === 'block_actions' ? clickOf(parsed.data) : formOf(parsed.data);
};

const payloadOf = (body: Uint8Array): unknown => {
  try {
    const form = new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const [payload, ...more] = form.getAll('payload');
    return payload === undefined || more.length > 0 ? null : (JSON.parse(payload) as unknown);
  } catch {
    return null;
  }
};

/** Where it is wrong, without what was sent. */
const problemOf = ({ issues }: z.core.$ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, code }) => `${path.map(String).join('.') || 'payload'}: ${code}`)
    .join('; ');

const clickOf = ({ user, trigger_id: trigger, container, actions: [action] }: z.infer<typeof Click>) => {
  const button = readButton(action.value);
  if (button?.act !== action.action_id) return { odd: 'the value of a button that is none of ours' };
  const person = personOf(user);
  const { channel_id: channel, message_ts: message } = container;
  const id = idOf('click', person.id, channel, message, action.action_ts, action.value);
  return { interaction: { kind: 'click', id, person, channel, button, trigger } as const };
};

const formOf = ({ user, view }: z.infer<typeof Submission>) => {
  const about = metadataOf(view.private_metadata);
  if (about === null) return { odd: 'a form that is about nothing of ours' };
  const person = personOf(user);
  const { reason, days, owner, ticket } = view.state.values;
  const fields = {
    reason: reason.reason.value ?? '',
    days: days.days.value ?? '',
    owner: owner.owner.value ?? '',
    ticket: ticket.ticket.value ?? '',
  };
  // Slack gives each opened form an id: sent twice, it is one waiver.
  return {
    interaction: { kind: 'waiver', id: idOf('form', person.id, view.id), person, ...about, fields } as const,
  };
};

const metadataOf = (
  text: string,
): { readonly channel: string; readonly button: Extract<SlackButton, { act: 'waive' }> } | null => {
  const parsed = Metadata.safeParse(jsonOf(text));
  const button = parsed.success ? readButton(parsed.data.button) : null;
  return parsed.success && button?.act === 'waive' ? { channel: parsed.data.channel, button } : null;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const personOf = ({ id, username, name }: z.infer<typeof User>): SlackPerson => ({
  id,
  name: plain(username ?? name ?? '', 80).trim() || id,
});

const idOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
