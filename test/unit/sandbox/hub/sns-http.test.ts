import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

interface Posted {
  readonly Type: string;
  readonly Message: string;
  readonly SubscribeURL?: string;
}

let sandbox: Sandbox;
let sns: SNSClient;
let server: Server;
let url: string;
let posted: Posted[];
/** What the web server answers. */
let status: number;

beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z'), frozen: true }),
  });
  const credentials = { accessKeyId: '999988887777', secretAccessKey: 'any' };
  sns = new SNSClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials });
  posted = [];
  status = 200;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      posted.push(JSON.parse(body) as Posted);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}/alerts`;
});

afterEach(async () => {
  sns.destroy();
  server.close();
  server.closeAllConnections();
  await sandbox.close();
});

const subscribe = (Protocol: string) =>
  sns.send(new SubscribeCommand({ TopicArn: sandbox.hub.topic.arn, Protocol, Endpoint: url }));
const publish = async (Message: string): Promise<void> => {
  await sns.send(new PublishCommand({ TopicArn: sandbox.hub.topic.arn, Message }));
  await sandbox.hub.idle();
};
const messages = () => posted.filter(({ Type }) => Type === 'Notification').map(({ Message }) => Message);

test('a web server gets nothing before it has confirmed by the URL that it was sent', async () => {
  expect((await subscribe('http')).SubscriptionArn).toBe('pending confirmation');
  await publish('one');
  expect(posted.map(({ Type }) => Type)).toEqual(['SubscriptionConfirmation']);
  const confirm = posted[0]?.SubscribeURL ?? '';
  expect((await fetch(confirm)).status).toBe(200);
  await publish('two');
  expect(messages()).toEqual(['two']);
  expect((await fetch(confirm)).status).toBe(404);
});

test('what it does not take comes three times more, twenty seconds apart', async () => {
  await subscribe('http');
  await sandbox.hub.idle();
  await fetch(posted[0]?.SubscribeURL ?? '');
  status = 503;
  await publish('one');
  for (let retry = 0; retry < 5; retry += 1) {
    sandbox.clock.advance(20_000);
    await sandbox.hub.idle();
  }
  expect(messages()).toEqual(['one', 'one', 'one', 'one']);
});

test('the protocol has to be that of the URL', async () => {
  await expect(subscribe('https')).rejects.toThrow('Endpoint must match the specified protocol');
  await expect(subscribe('email')).rejects.toThrow('email is not modelled here; sqs, http and https are');
});
