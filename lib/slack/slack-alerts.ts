import { Fault } from '../model/fault.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { SlackMessage } from '../render/slack-blocks.ts';
import { slackMessage } from '../render/slack.ts';
import { slackAnnouncement, slackGathering, slackReminder } from '../render/slack-notices.ts';
import { pacer } from './pacer.ts';
import { slackClient } from './slack-client.ts';
import type { SlackSettings } from './slack-settings.ts';

/** Where a message is. */
interface SlackPlace {
  readonly channel: string;
  readonly ts: string;
}

// Slack takes about one message a second in each channel.
const GAP_MS = 1_000;

// The message is gone, or no longer this app's to change: then the finding needs a new one.
const LOST_MESSAGE_CODES = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
// There is no thread to reply in any more.
const LOST_THREAD_CODES = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

/**
 * A workspace: answers the alert channel `slack:` and the name (or id) of a Slack channel. All of them share one token and one
 * pace. There a finding is one message, updated in place, its reference `channel:ts`; reminders are replies to it.
 */
export const slackAlerts = (settings: SlackSettings): ((channel: string) => AlertChannel) => {
  const { now = (): number => performance.now(), sleep = wait, options } = settings;
  const client = slackClient(settings, sleep);
  const call = async (method: 'chat.postMessage' | 'chat.update', body: object): Promise<SlackPlace> => {
    const { channel, ts } = await client(method, { ...body });
    if (typeof channel === 'string' && typeof ts === 'string') return { channel, ts };
    throw new Fault(`slack.${method}`, 'HTTP 200', 'Slack does not say where the message is', {
      retryable: false,
    });
  };
  const pace = pacer(GAP_MS, { now, sleep });

  const post = (channel: string, message: SlackMessage, more: object = {}): Promise<SlackPlace> =>
    pace.run(channel, () =>
      call('chat.postMessage', { channel, ...message, ...more, unfurl_links: false, unfurl_media: false }),
    );

  const update = (place: SlackPlace, message: SlackMessage): Promise<SlackPlace | null> =>
    orLost(
      pace.run(place.channel, () => call('chat.update', { ...place, ...message })),
      LOST_MESSAGE_CODES,
    );

  // Shown in the channel too: a thread that nobody opens reminds nobody.
  const reply = ({ channel, ts }: SlackPlace, message: SlackMessage): Promise<SlackPlace | null> =>
    orLost(post(channel, message, { thread_ts: ts, reply_broadcast: true }), LOST_THREAD_CODES);

  return (channel) => ({
    name: `slack:${channel}`,
    tell: async (record, reference) => {
      const message = slackMessage(record, options);
      const before = placeOf(reference);
      const updated = before === null ? null : await update(before, message);
      return referenceOf(updated ?? (await post(channel, message)));
    },
    tellAgain: async (record, reference) => {
      const message = slackReminder(record, options);
      const before = placeOf(reference);
      const replied = before === null ? null : await reply(before, message);
      if (replied === null) await post(channel, message);
    },
    tellTogether: async (gathering, lines) => {
      await post(channel, slackGathering(gathering, lines, options));
    },
    announce: async (announcement) => {
      await post(channel, slackAnnouncement(announcement, options));
    },
  });
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Null when the call was refused with one of these codes. */
const orLost = async <Answer>(call: Promise<Answer>, codes: ReadonlySet<string>): Promise<Answer | null> => {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof Fault && codes.has(cause.code)) return null;
    throw cause;
  }
};

const referenceOf = ({ channel, ts }: SlackPlace): string => `${channel}:${ts}`;

/** A reference that cannot be read counts as none. */
const placeOf = (reference: string | null): SlackPlace | null => {
  const [, channel, ts] = /^([^:]+):([\d.]+)$/u.exec(reference ?? '') ?? [];
  return channel === undefined || ts === undefined ? null : { channel, ts };
};
