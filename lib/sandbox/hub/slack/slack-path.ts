import { text } from 'node:stream/consumers';
import type { PathHandler } from '../../wire/server.ts';
import type { SlackReceiver } from './slack-receiver.ts';

/** Slack's Web API under a path of the sandbox; takes JSON and forms. */
export const slackPath =
  (receiver: SlackReceiver): PathHandler =>
  async (request, response) => {
    const method = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.split('/').at(-1) ?? '';
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const body = await text(request);
    const content = isForm ? Object.fromEntries(new URLSearchParams(body)) : parse(body);
    const answer = receiver.call(method, request.headers.authorization, content);
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      ...answer.headers,
    });
    response.end(JSON.stringify(answer.body));
  };

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};
