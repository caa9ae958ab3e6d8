import type { Remark } from '../model/remark.ts';
import { cutMrkdwn, slackWording } from './mrkdwn.ts';
import { remarkText } from './remark-text.ts';
import { section, type SlackMessage } from './slack-blocks.ts';

const LONGEST = 2_500;
const FALLBACK = 600;

/** What one person is told, within Slack's limits whatever it holds. */
export const slackRemark = (remark: Remark): SlackMessage => {
  const text = `${mark(remark)} ${remarkText(remark, slackWording, mention)}`;
  return { text: cutMrkdwn(text, FALLBACK), blocks: [section(text, LONGEST)] };
};

/** Nobody is notified by it: only one person sees the message. */
const mention = (id: string): string => {
  // What is no id would command something else.
  if (!/^[A-Z0-9]{1,30}$/.test(id)) return slackWording.id(id);
  return id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`;
};

const mark = (remark: Remark): string => {
  switch (remark.kind) {
    case 'on-its-way':
      return '📨';
    case 'not-allowed':
    case 'not-known':
      return '⛔';
    case 'not-sent':
      return '⚠️';
    case 'answer':
      return {
        done: '✅',
        would: '☑️',
        waiting: '⏳',
        unneeded: '☑️',
        refused: '⛔',
        partly: '⚠️',
        failed: '⚠️',
      }[remark.status];
  }
};
