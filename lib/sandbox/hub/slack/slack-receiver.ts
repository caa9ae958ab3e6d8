import { isList, isMapping } from '../../../model/json-value.ts';
import type { Clock } from '../../../ports/clock.ts';
import { blockProblem } from './block-limits.ts';
import { readBlocks } from './read-blocks.ts';
import { SlackPeople } from './slack-people.ts';

/** A message as it stands in its channel now. */
export interface SlackPost {
  /** The channel's id, as Slack answers it. */
  readonly channel: string;
  /** The channel as the sender named it first. */
  readonly channelName: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** What a person reads. */
  readonly lines: readonly string[];
  /** The message that it replies to; null for one of its own. */
  readonly threadTs: string | null;
  /** How often it was changed after it was posted. */
  readonly updates: number;
}

/** Slack's answer to a call. */
export interface SlackAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

const LONGEST_TEXT = 40_000;
const RATE_MS = 1_000;

/** A Slack workspace with a bot in it: takes the methods that the service calls, and keeps what people would see. */
export class SlackReceiver {
  /** The bot token that is accepted. */
  token: string;
  /** Channels by name (or id) that exist; null lets any exist. */
  channels: readonly string[] | null = null;
  /** Whether to answer 429 to more than one message a second in a channel, in sandbox time. */
  isRateLimited = false;
  /** Who is in which user group, and what single people see. */
  readonly people: SlackPeople;
  private readonly clock: Clock;
  private readonly posts: SlackPost[] = [];
  private readonly lastTaken = new Map<string, number>();
  private count = 0;

  constructor(clock: Clock, token: string) {
    this.clock = clock;
    this.token = token;
    this.people = new SlackPeople(clock);
  }

  /** All messages, oldest first, as they are now. */
  get messages(): readonly SlackPost[] {
    return [...this.posts];
  }

  /** Removes a message, as a person may. */
  remove(ts: string): void {
    const index = this.posts.findIndex((post) => post.ts === ts);
    if (index >= 0) this.posts.splice(index, 1);
  }

  /** One call of the Web API; `authorization` is the header as sent. */
  call(method: string, authorization: string | undefined, body: unknown): SlackAnswer {
    if (authorization === undefined) return refused('not_authed');
    if (authorization !== `Bearer ${this.token}`) return refused('invalid_auth');
    if (!isMapping(body)) return refused('invalid_json');
    if (method === 'chat.postMessage') return this.post(body);
    if (method === 'chat.update') return this.update(body);
    const answer = this.people.call(method, body);
    return answer === null ? refused('unknown_method') : { status: 200, headers: {}, body: answer };
  }

  private post(body: Readonly<Record<string, unknown>>): SlackAnswer {
    const channelName = typeof body['channel'] === 'string' ? body['channel'] : '';
    const channel = this.channelId(channelName);
    if (channel === null) return refused('channel_not_found');
    const content = contentOf(body);
    if ('code' in content) return refused(content.code, content.details);
    const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : null;
    if (threadTs !== null && !this.posts.some((post) => post.ts === threadTs && post.channel === channel)) {
      return refused('thread_not_found');
    }
    const limited = this.limit(channel);
    if (limited !== null) return limited;
    this.count += 1;
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const ts = `${String(seconds)}.${String(this.count).padStart(6, '0')}`;
    this.posts.push({ channel, channelName, ts, ...content, threadTs, updates: 0 });
    return taken(channel, ts, content);
  }

  private update(body: Readonly<Record<string, unknown>>): SlackAnswer {
    const { channel, ts } = body;
    // Updates want the id that posting answered; a name is unknown to them.
    if (typeof channel !== 'string' || !isChannelId(channel)) return refused('channel_not_found');
    const index = this.posts.findIndex((post) => post.ts === ts && post.channel === channel);
    const post = this.posts[index];
    if (post === undefined) return refused('message_not_found');
    const content = contentOf(body);
    if ('code' in content) return refused(content.code, content.details);
    const limited = this.limit(channel);
    if (limited !== null) return limited;
    this.posts[index] = { ...post, ...content, updates: post.updates + 1 };
    return taken(channel, post.ts, content);
  }

  private channelId(name: string): string | null {
    if (name === '') return null;
    const plain = name.replace(/^#/, '');
    if (this.channels !== null && !this.channels.some((one) => one.replace(/^#/, '') === plain)) return null;
    return isChannelId(name) ? name : idOf(plain);
  }

  private limit(channel: string): SlackAnswer | null {
    const now = this.clock.now().getTime();
    const last = this.lastTaken.get(channel);
    if (this.isRateLimited && last !== undefined && now - last < RATE_MS) {
      return { ...refused('ratelimited'), status: 429, headers: { 'retry-after': '1' } };
    }
    this.lastTaken.set(channel, now);
    return null;
  }
}

// Posting to a user's id is posting to the app's own conversation with them.
const isChannelId = (text: string): boolean => /^[CGDU][A-Z0-9]{8,}$/.test(text);

/** An id of Slack's form, always the same for a name. */
const idOf = (name: string): string => {
  let mixed = 0n;
  for (const letter of name) mixed = (mixed * 131n + BigInt(letter.codePointAt(0) ?? 0)) % 36n ** 9n;
  return `C0${mixed.toString(36).toUpperCase().padStart(9, '0')}`;
};

interface Content {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly lines: readonly string[];
}

interface Problem {
  readonly code: string;
  readonly details: readonly string[];
}

const contentOf = (body: Readonly<Record<string, unknown>>): Content | Problem => {
  const text = typeof body['text'] === 'string' ? body['text'] : '';
  const blocks = listOf(body['blocks']);
  if (blocks === null) return { code: 'invalid_blocks_format', details: [] };
  if (text === '' && blocks.length === 0) return { code: 'no_text', details: [] };
  if (text.length > LONGEST_TEXT) return { code: 'msg_too_long', details: [] };
  return blockProblem(blocks) ?? { text, blocks, lines: readBlocks(text, blocks) };
};

// In a form, blocks are JSON text.
const listOf = (given: unknown): readonly unknown[] | null => {
  if (given === undefined) return [];
  if (typeof given !== 'string') return isList(given) ? given : null;
  try {
    const parsed: unknown = JSON.parse(given);
    return isList(parsed) ? parsed : null;
  } catch {
    return null;
  }
};

const taken = (channel: string, ts: string, { text, blocks }: Content): SlackAnswer => ({
  status: 200,
  headers: {},
  body: { ok: true, channel, ts, text, message: { type: 'message', ts, text, blocks } },
});

const refused = (error: string, messages: readonly string[] = []): SlackAnswer => ({
  status: 200,
  headers: {},
  body: {
    ok: false,
    error,
    ...(messages.length > 0 && { errors: messages, response_metadata: { messages } }),
  },
});
