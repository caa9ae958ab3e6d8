import { Fault } from '../model/fault.ts';
import type { Clock } from '../ports/clock.ts';
import type { SlackDesk, Whispers } from '../ports/slack.ts';
import { slackRemark } from '../render/slack-remark.ts';
import { waiverForm } from '../render/waiver-form.ts';
import { slackClient, type SlackMethods } from './slack-client.ts';
import type { SlackSettings } from './slack-settings.ts';

type DeskSettings = Omit<SlackSettings, 'options'>;

/** Somebody who is taken out of a group may do nothing more after this time. */
const FRESH_MS = 5 * 60_000;

// They click in a channel that they are no member of, or have left since: then they are told in the app's own conversation with them.
const ELSEWHERE_CODES = new Set([
  'user_not_in_channel',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
]);

/** Tells single people something, which nobody else in the channel sees. */
export const slackWhispers = (settings: DeskSettings): Whispers =>
  whispers(slackClient(settings, settings.sleep ?? wait));

/** The same, with what else a click takes: forms, and who is in a user group. */
export const slackDesk = (settings: DeskSettings & { readonly clock: Clock }): SlackDesk => {
  const call = slackClient(settings, settings.sleep ?? wait);
  return {
    ...whispers(call),
    membersOf: groups(call, settings.clock),
    openForm: async (trigger, form) => {
      await call('views.open', { trigger_id: trigger, view: waiverForm(form) });
    },
  };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const whispers = (call: SlackMethods): Whispers => ({
  whisper: async ({ channel, user }, remark) => {
    const message = slackRemark(remark);
    try {
      await call('chat.postEphemeral', { channel, user, ...message });
    } catch (fault) {
      if (!(fault instanceof Fault) || !ELSEWHERE_CODES.has(fault.code)) throw fault;
      await call('chat.postMessage', { channel: user, ...message, unfurl_links: false, unfurl_media: false });
    }
  },
});

const groups = (call: SlackMethods, clock: Clock): SlackDesk['membersOf'] => {
  const kept = new Map<string, { readonly users: readonly string[]; readonly until: number }>();
  return async (group) => {
    const now = clock.now().getTime();
    const known = kept.get(group);
    if (known !== undefined && now < known.until) return known.users;
    const { users } = await call('usergroups.users.list', { usergroup: group });
    if (!isTexts(users)) {
      const message = 'Slack does not say who is in the group';
      throw new Fault('slack.usergroups.users.list', 'HTTP 200', message, { retryable: true });
    }
    kept.set(group, { users, until: now + FRESH_MS });
    return users;
  };
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
