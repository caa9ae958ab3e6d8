import { Fault } from '../model/fault.ts';
import { networkFault, rateFault, refusalFault } from './slack-faults.ts';
import type { SlackSettings } from './slack-settings.ts';

type Members = Readonly<Record<string, unknown>>;

/** The methods that are called; those that only look take no JSON. */
type Method =
  'chat.postMessage' | 'chat.update' | 'chat.postEphemeral' | 'views.open' | 'usergroups.users.list';

/** Calls a method of Slack's Web API; answers what it says with `ok: true`. Rejects with `Fault`, whose code is Slack's. */
export type SlackMethods = (method: Method, body: Members) => Promise<Members>;

// A worker that sleeps is paid for; beyond this the queue does the waiting.
const PATIENCE_MS = 5_000;
const DEFAULT_WAIT_MS = 1_000;

/** A caller that waits when Slack asks for it, up to five seconds in all by default; no part of it shows the token. */
export const slackClient = (
  settings: Omit<SlackSettings, 'options'>,
  sleep: (ms: number) => Promise<void>,
): SlackMethods => {
  const { baseUrl = 'https://slack.com/api', timeoutMs = 5_000, fetch = globalThis.fetch } = settings;
  const { patienceMs = PATIENCE_MS } = settings;

  const send = async (
    operation: string,
    url: string,
    { type, text }: { readonly type: string; readonly text: string },
  ): Promise<Answer> => {
    const token = await readToken(settings, operation);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': `${type}; charset=utf-8` },
        body: text,
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        body: await response.text(),
      };
    } catch (cause) {
      throw networkFault(operation, timeoutMs, cause);
    }
  };

  return async (method, body) => {
    const operation = `slack.${method}`;
    const channel = typeof body['channel'] === 'string' ? body['channel'] : '';
    const where = { channel, tokenParameter: settings.tokenParameter };
    const sent = method === 'usergroups.users.list' ? asForm(body) : asJson(body);
    let waited = 0;
    for (;;) {
      const read = readAnswer(await send(operation, `${baseUrl}/${method}`, sent), operation);
      if (read.kind === 'ok') return read.body;
      if (read.kind === 'refused') throw refusalFault(operation, read.code, where);
      if (waited + read.waitMs > patienceMs) throw rateFault(operation, read.waitMs);
      await sleep(read.waitMs);
      waited += read.waitMs;
    }
  };
};

const asJson = (body: Members) => ({ type: 'application/json', text: JSON.stringify(body) });

const asForm = (body: Members) => ({
  type: 'application/x-www-form-urlencoded',
  text: new URLSearchParams(
    Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString(),
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

type Read =
  | { readonly kind: 'ok'; readonly body: Members }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'wait'; readonly waitMs: number };

const readAnswer = (answer: Answer, operation: string): Read => {
  if (answer.status === 429) return { kind: 'wait', waitMs: waitOf(answer) };
  const body = parse(answer.body);
  if (answer.status >= 500 || body === null) {
    throw new Fault(operation, `HTTP ${String(answer.status)}`, 'Slack answered without a result', {
      retryable: answer.status >= 500 || answer.status === 200,
    });
  }
  if (body['ok'] === true) return { kind: 'ok', body };
  const code =
    typeof body['error'] === 'string' ? body['error'].slice(0, 100) : `HTTP ${String(answer.status)}`;
  return code === 'ratelimited' || code === 'rate_limited'
    ? { kind: 'wait', waitMs: waitOf(answer) }
    : { kind: 'refused', code };
};

const waitOf = ({ retryAfter }: Answer): number => {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  // Zero would be a busy loop.
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : DEFAULT_WAIT_MS;
};

const parse = (text: string): Members | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
};

const readToken = async (settings: Omit<SlackSettings, 'options'>, operation: string): Promise<string> => {
  let token: string;
  try {
    token = (await settings.token()).trim();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const message = `the token in ${settings.tokenParameter} could not be read`;
    throw new Fault(operation, 'TokenUnavailable', message, { retryable: true, cause });
  }
  // fetch quotes a header value that it refuses, and the token with it.
  if (/^[\x21-\x7e]+$/u.test(token)) return token;
  const message = `what ${settings.tokenParameter} holds is empty or no token`;
  throw new Fault(operation, 'invalid_auth', message, { retryable: false });
};
