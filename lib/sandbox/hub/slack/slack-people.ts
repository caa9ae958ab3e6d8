import { isMapping } from '../../../model/json-value.ts';
import type { Clock } from '../../../ports/clock.ts';
import { blockProblem } from './block-limits.ts';
import { readBlocks } from './read-blocks.ts';
import { viewProblems } from './view-limits.ts';

/** What one person alone was shown in a channel. */
interface Whisper {
  readonly channel: string;
  readonly user: string;
  readonly lines: readonly string[];
}

/** A form that was opened for somebody. */
export interface SlackView {
  readonly id: string;
  readonly user: string;
  readonly view: Readonly<Record<string, unknown>>;
}

/** Slack's answer to a method, `ok` or an error. */
type Body = Readonly<Record<string, unknown>>;

// A form must be opened within three seconds of the click.
const TRIGGER_MS = 3_000;

/** The people of a workspace: who is in which user group, and what each of them alone sees. */
export class SlackPeople {
  /** Users by user group. */
  readonly groups = new Map<string, readonly string[]>();
  /** Users who can click in channels that they are no members of. */
  readonly outsiders = new Set<string>();
  /** What was shown to single people, oldest first. */
  readonly whispers: Whisper[] = [];
  /** The forms that were opened, oldest first. */
  readonly views: SlackView[] = [];
  private readonly triggers = new Map<string, { readonly user: string; readonly until: number }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** What a click gives the app to open a form with. */
  trigger(user: string): string {
    const id = `${String(this.triggers.size + 1)}.0000000001.0123456789abcdef`;
    this.triggers.set(id, { user, until: this.clock.now().getTime() + TRIGGER_MS });
    return id;
  }

  /** One call of the Web API about people; null for a method of another kind. */
  call(method: string, body: Body): Body | null {
    switch (method) {
      case 'chat.postEphemeral':
        return this.whisper(body);
      case 'views.open':
        return this.open(body);
      case 'usergroups.users.list':
        return this.members(body);
      default:
        return null;
    }
  }

  private whisper({ channel, user, text, blocks }: Body): Body {
    if (typeof channel !== 'string' || typeof user !== 'string') return error('invalid_arguments');
    if (this.outsiders.has(user)) return error('user_not_in_channel');
    const list: readonly unknown[] = Array.isArray(blocks) ? blocks : [];
    const problem = blockProblem(list);
    if (problem !== null) return error(problem.code);
    this.whispers.push({ channel, user, lines: readBlocks(String(text), list) });
    return { ok: true, message_ts: '1.000001' };
  }

  private open({ trigger_id: id, view }: Body): Body {
    const trigger = this.triggers.get(String(id));
    if (trigger === undefined) return error('invalid_trigger_id');
    if (trigger.until < this.clock.now().getTime()) return error('expired_trigger_id');
    if (!isMapping(view)) return error('invalid_arguments');
    const [problem] = viewProblems(view);
    if (problem !== undefined)
      return { ...error('invalid_arguments'), response_metadata: { messages: [problem] } };
    const opened = { id: `V0${String(this.views.length + 1).padStart(8, '0')}`, user: trigger.user, view };
    this.views.push(opened);
    return { ok: true, view: { ...view, id: opened.id } };
  }

  private members({ usergroup }: Body): Body {
    const users = this.groups.get(String(usergroup));
    return users === undefined ? error('no_such_subteam') : { ok: true, users };
  }
}

const error = (code: string): Body => ({ ok: false, error: code });
