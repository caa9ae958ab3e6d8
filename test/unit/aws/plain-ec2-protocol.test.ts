import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlainEc2Protocol } from '../../../lib/aws/plain-ec2-protocol.ts';

const page = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${content}</DescribeImagesResponse>`;

const image = (name: string): string => page(`<imagesSet><item><name>${name}</name></item></imagesSet>`);

/** What is answered to a request for this one page token. */
const ANSWERS: Readonly<Record<string, string>> = {
  one: image('the first of two images'),
  two: image('a second, other image..'),
  large: image('x'.repeat(300_000)),
  odd: image('<![CDATA[a < b]]>'),
};

const server = createServer((request, response) => {
  void text(request).then((body) => {
    const token = new URLSearchParams(body).get('NextToken') ?? '';
    const answer = ANSWERS[token];
    const refusal =
      '<Response><Errors><Error><Code>InvalidNextToken</Code><Message>not one of ours</Message></Error></Errors></Response>';
    response.writeHead(answer === undefined ? 400 : 200, { 'x-amzn-requestid': `request-${token}` });
    response.end(answer ?? refusal);
  });
});
let client: EC2Client;

const read = async (token: string) => {
  const { Images, $metadata } = await client.send(new DescribeImagesCommand({ NextToken: token }));
  return { names: Images?.map(({ Name }) => Name), requestId: $metadata.requestId };
};

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new EC2Client({
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
    maxAttempts: 1,
    protocol: PlainEc2Protocol,
  });
});
afterAll(() => {
  client.destroy();
  server.close();
});

it('answers what was read, with the id of the request', async () => {
  expect(await read('one')).toEqual({ names: ['the first of two images'], requestId: 'request-one' });
});

it('keeps what was read when the next answers are read, after it or beside it', async () => {
  const first = await read('one');
  const others = await Promise.all([read('two'), read('large'), read('one'), read('two')]);
  expect(first.names).toEqual(['the first of two images']);
  expect(others.map(({ names }) => names?.[0]?.slice(0, 8))).toEqual([
    'a second',
    'xxxxxxxx',
    'the firs',
    'a second',
  ]);
});

it('leaves to the SDK what is not plain', async () => {
  expect(await read('odd')).toEqual({ names: ['a < b'], requestId: 'request-odd' });
});

it('rejects with the error that AWS names', async () => {
  await expect(read('none')).rejects.toMatchObject({
    name: 'InvalidNextToken',
    message: 'not one of ours',
    $metadata: { httpStatusCode: 400 },
  });
});
