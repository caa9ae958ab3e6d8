import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wireNotify } from '../../../lib/config/wire-notify.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { record } from '../render/sample-record.ts';

const published: string[] = [];

/** An AWS of which only SNS works; the policy and the organisation are refused. */
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
  request.on('end', () => {
    const isPublish = body.startsWith('Action=Publish');
    if (isPublish) published.push(new URLSearchParams(body).get('Subject') ?? '');
    response.writeHead(isPublish ? 200 : 403, { 'content-type': 'text/xml' });
    response.end(
      isPublish ? '<PublishResponse><PublishResult/></PublishResponse>' : '<Code>AccessDenied</Code>',
    );
  });
};

const server = createServer(answer);
let channels: readonly AlertChannel[] = [];
const happenings: Happening[] = [];
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port)}`,
    STAGE: 'dev',
    JOURNAL_TABLE: 'journal',
    POLICY_BUCKET: 'policy',
    POLICY_KEY: 'policy.json',
    ALERT_TOPIC_ARN: 'arn:aws:sns:us-east-1:999988887777:alerts',
    EVENT_BUS_NAME: 'bus',
    REMEDIATE_FUNCTION: 'remediate',
    SLACK_TOKEN_PARAMETER: '/token',
  };
  ({ channels } = wireNotify(environment, {
    telemetry: { note: (happening) => void happenings.push(happening) },
    credentials: () => Promise.resolve({ accessKeyId: '999988887777', secretAccessKey: 'any' }),
  }));
});
afterAll(() => void server.close());

const channel = (name: string): AlertChannel => {
  const found = channels.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no channel ${name}`);
  return found;
};

describe('with neither policy nor organisation to be had', () => {
  test('SNS is told all the same, and the operators of the fault', async () => {
    const sns = channel('sns');
    expect(await sns.wants(record())).toBe(true);
    await sns.tell(record(), null);
    expect(published).toHaveLength(1);
    expect(happenings[0]).toMatchObject({ kind: 'fault', where: 'names for an alert' });
  });

  test('Slack, whose routes stand in the policy, is not taken for unconcerned', async () => {
    await expect(channel('slack').wants(record())).rejects.toThrow('AccessDenied');
  });
});
