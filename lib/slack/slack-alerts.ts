import { Fault } from '../model/fault.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import { slackMalformed, slackMessage, type SlackMessage } from '../render/slack.ts';
import { pacer } from './pacer.ts';
import { slackClient, type SlackPlace } from './slack-client.ts';
import type { SlackSettings } from './slack-settings.ts';

// Slack takes about one message a second in each channel.
const GAP_MS = 1_000;

// The message is gone, or no longer this app's to change: then the finding needs a new one.
const LOST_MESSAGE_CODES = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** The channel `slack`: one message a finding, updated in place. Its reference is `channel:ts`; null for findings that are not for Slack. */
export const slackAlerts = (settings: SlackSettings): AlertChannel => {
  const { now = (): number => performance.now(), sleep = wait } = settings;
  const call = slackClient(settings, sleep);
  const pace = pacer(GAP_MS, { now, sleep });

  const post = (channel: string, message: SlackMessage): Promise<SlackPlace> =>
    pace.run(channel, () =>
      call('chat.postMessage', { channel, ...message, unfurl_links: false, unfurl_media: false }),
    );

  const update = async (place: SlackPlace, message: SlackMessage): Promise<SlackPlace | null> => {
    try {
      return await pace.run(place.channel, () => call('chat.update', { ...place, ...message }));
    } catch (cause) {
      if (cause instanceof Fault && LOST_MESSAGE_CODES.has(cause.code)) return null;
      throw cause;
    }
  };

  return {
    name: 'slack',
    wants: (record) => Promise.resolve(settings.channel(record) !== null),
    tell: async (record, reference) => {
      const channel = settings.channel(record);
      const message = slackMessage(record, settings.options);
      const before = placeOf(reference);
      const updated = before === null ? null : await update(before, message);
      if (updated !== null) return referenceOf(updated);
      return channel === null ? null : referenceOf(await post(channel, message));
    },
    tellMalformed: async (notice) => {
      const channel = settings.malformedChannel();
      if (channel !== null) await post(channel, slackMalformed(notice));
    },
  };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const referenceOf = ({ channel, ts }: SlackPlace): string => `${channel}:${ts}`;

/** A reference that cannot be read counts as none. */
const placeOf = (reference: string | null): SlackPlace | null => {
  const [, channel, ts] = /^([^:]+):([\d.]+)$/u.exec(reference ?? '') ?? [];
  return channel === undefined || ts === undefined ? null : { channel, ts };
};
