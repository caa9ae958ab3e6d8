import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeSlack } from '../../../functions/slack/slack.ts';
import type { InteractionPorts } from '../../../lib/app/interaction-ports.ts';
import type { SlackCall } from '../../../lib/ports/slack.ts';
import { FunctionUrl } from '../../../lib/sandbox/hub/function-url.ts';

const calls: SlackCall[] = [];
const ports = {
  door: {
    open: (call: SlackCall) => {
      calls.push(call);
      return Promise.resolve({ kind: 'odd', reason: 'a test' } as const);
    },
  },
  telemetry: { note: () => undefined },
} as unknown as InteractionPorts;
const slack = makeSlack(ports);
const body = 'payload=%7B%22a%22%3A%22%C3%A9%22%7D';
const headers = { 'x-slack-signature': 'v0=abc', 'x-slack-request-timestamp': '1795428000' };

afterEach(() => void (calls.length = 0));

describe('functions/slack', () => {
  test.each([
    ['as text', { headers, body, isBase64Encoded: false }],
    ['as Base64', { headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }],
  ])('takes the body to the byte, sent %s', async (_, event) => {
    expect(await slack(event)).toEqual({ statusCode: 400 });
    expect(calls).toEqual([{ signature: 'v0=abc', timestamp: '1795428000', body: Buffer.from(body) }]);
  });

  test('takes a call with nothing in it for what it is', async () => {
    await slack({ headers: {}, isBase64Encoded: false });
    expect(calls).toEqual([{ signature: null, timestamp: null, body: Buffer.alloc(0) }]);
  });

  test('by HTTP gets forms in Base64, as a function URL hands them on, and bytes that are no text', async () => {
    const url = new FunctionUrl();
    const server = createServer((request, response) => void url.handler(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const post = (sent: Uint8Array) =>
      fetch(`http://127.0.0.1:${String(port)}/`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(sent),
      });
    expect((await post(Buffer.from(body))).status).toBe(403);
    url.attach(slack);
    const bytes = Buffer.from([0x61, 0xff, 0x00, 0x26]);
    const response = await post(bytes);
    expect([response.status, await response.text(), calls[0]?.body]).toEqual([400, '', bytes]);
    url.attach(() => Promise.reject(new Error('a bug')));
    expect((await post(bytes)).status).toBe(502);
    server.closeAllConnections();
    server.close();
  });
});
