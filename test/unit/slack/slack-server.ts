import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
interface Received {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An answer to give; `silent` never answers. */
type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | 'silent';

export interface SlackServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers for the next requests; without any, messages are taken and numbered. */
  readonly replies: Reply[];
  close(): Promise<void>;
}

/** Plays Slack's Web API on a free port of 127.0.0.1. */
export const slackServer = async (): Promise<SlackServer> => {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      received.push({
        method: (request.url ?? '').split('/').at(-1) ?? '',
        authorization: request.headers.authorization,
        contentType: request.headers['content-type'],
        body,
      });
      const ts = typeof body['ts'] === 'string' ? body['ts'] : `1700000000.00000${String(received.length)}`;
      const reply = replies.shift() ?? { body: { ok: true, channel: 'C0SECURITY', ts } };
      if (reply === 'silent') return;
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/api`,
    received,
    replies,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const read = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as Readonly<Record<string, unknown>>);
};
