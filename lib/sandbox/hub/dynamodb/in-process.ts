import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';

/** A request as dynalite looks at it. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** What dynalite answered. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Puts a request to an HTTP server of this process that listens nowhere. Its answer is taken as a whole, so that it can be withheld;
 * and a client that goes away meanwhile reaches nobody.
 */
export const ask = (server: Server, { method, url, headers, body }: PlainRequest): Promise<PlainAnswer> =>
  new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), { method, url, headers });
    const sent: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown): void => {
        sent[name.toLowerCase()] = String(value);
      },
      end: (text?: unknown): void => {
        resolve({ status: response.statusCode, headers: sent, body: typeof text === 'string' ? text : '' });
      },
    };
    server.emit('request', request, response);
    if (body.length > 0) request.emit('data', body);
    request.emit('end');
  });
