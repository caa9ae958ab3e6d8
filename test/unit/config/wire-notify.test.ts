import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { wireNotify } from '../../../lib/config/wire-notify.ts';
import type { AlertChannel, ChannelBook } from '../../../lib/ports/alert-channel.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { record } from '../render/sample-record.ts';

const OWN = 'arn:aws:sns:us-east-1:999988887777:alerts';
const published: { readonly topic: string; readonly region: string }[] = [];

/** An AWS of which only SNS works; the policy and the organisation are refused. */
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
  request.on('end', () => {
    const isPublish = body.startsWith('Action=Publish');
    const region = /\/(?<region>[a-z0-9-]+)\/sns\//u.exec(request.headers.authorization ?? '')?.groups?.[
      'region'
    ];
    const topic = new URLSearchParams(body).get('TopicArn') ?? '';
    if (isPublish) published.push({ topic, region: region ?? '' });
    response.writeHead(isPublish ? 200 : 403, { 'content-type': 'text/xml' });
    response.end(
      isPublish ? '<PublishResponse><PublishResult/></PublishResponse>' : '<Code>AccessDenied</Code>',
    );
  });
};

const server = createServer(answer);
const happenings: Happening[] = [];
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${String(port)}`;
  environment = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    STAGE: 'dev',
    JOURNAL_TABLE: 'journal',
    INVENTORY_TABLE: 'inventory',
    POLICY_BUCKET: 'policy',
    POLICY_KEY: 'policy.json',
    NOTICES_QUEUE_URL: `${endpoint}/999988887777/notices.fifo`,
    ALERT_TOPIC_ARN: OWN,
    EVENT_BUS_NAME: 'bus',
    REMEDIATE_FUNCTION: 'remediate',
    SLACK_TOKEN_PARAMETER: '/token',
  };
});
afterAll(() => void server.close());
beforeEach(() => {
  published.length = 0;
  happenings.length = 0;
});

const channels = (more: Readonly<Record<string, string>> = {}): ChannelBook =>
  wireNotify(
    { ...environment, ...more },
    {
      telemetry: { note: (happening) => void happenings.push(happening) },
      credentials: () => Promise.resolve({ accessKeyId: '999988887777', secretAccessKey: 'any' }),
    },
  ).channels;

const named = (name: string, book = channels()): AlertChannel => {
  const found = book.named(name);
  if (found === null) throw new Error(`no channel ${name}`);
  return found;
};

describe('the channels', () => {
  test('that hear of everything are the own topic and the bus', () => {
    expect(channels().always.map(({ name }) => name)).toEqual(['sns', 'eventbridge']);
  });

  test('are opened by their names, the own topic by either of its own', () => {
    const book = channels();
    const [own, bus] = book.always;
    expect(book.named('sns')).toBe(own);
    expect(book.named(`sns:${OWN}`)).toBe(own);
    expect(book.named('eventbridge')).toBe(bus);
    expect(named('slack:#a', book).name).toBe('slack:#a');
    expect(named('slack:#a', book)).toBe(named('slack:#a', book));
    expect(book.named('pager')).toBeNull();
  });

  test('of Slack are none without a token', () => {
    const book = channels({ SLACK_TOKEN_PARAMETER: '' });
    expect(book.named('slack:#a')).toBeNull();
  });

  test('on SNS are published to in the region of their topic', async () => {
    const topic = 'arn:aws:sns:eu-west-1:111122223333:ami-alerts';
    await named(`sns:${topic}`).tell(record(), null);
    await named('sns').tell(record(), null);
    expect(published).toEqual([
      { topic, region: 'eu-west-1' },
      { topic: OWN, region: 'us-east-1' },
    ]);
  });
});

test('with no organisation to be had SNS is told all the same, and the operators of the fault', async () => {
  await named('sns').tell(record(), null);
  expect(published).toHaveLength(1);
  expect(happenings).toContainEqual(
    expect.objectContaining({ kind: 'fault', where: 'names for an alert' }) as unknown,
  );
});
