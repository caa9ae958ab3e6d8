import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import { asFault } from '../../../lib/aws/faults.ts';
import { dummy, handClock, ports, ref } from './mocks.ts';

const error = (code: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>`;

/** What the SDK's own client makes of answers as they come over the wire. */
describe('an answer over the wire', () => {
  let server: Server;
  let client: EC2Client;
  let answer: { readonly status: number; readonly body: string };

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(answer.status);
      response.end(answer.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new EC2Client({ ...dummy, endpoint: `http://127.0.0.1:${String(port)}`, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  it.each([
    ['EC2 throttles', 503, error('RequestLimitExceeded'), 'RequestLimitExceeded', true],
    ['EC2 is ill', 500, error('InternalError'), 'InternalError', true],
    ['EC2 refuses', 403, error('UnauthorizedOperation'), 'UnauthorizedOperation', false],
    [
      'a code that the SDK has no class for',
      400,
      error('InvalidAMIID.NotFound'),
      'InvalidAMIID.NotFound',
      false,
    ],
    ['a proxy’s page', 502, '<html><title>Bad gateway', 'Error', true],
    ['nothing but a status', 503, '', 'Unknown', true],
    ['a page for an answer', 200, '<html><title>Sign in', 'Error', false],
  ])('%s: status %i', async (_name, status, body, code, retryable) => {
    answer = { status, body };
    const asked = asFault('DescribeImages', client.send(new DescribeImagesCommand({})));
    await expect(asked).rejects.toMatchObject({
      name: 'Fault',
      operation: 'DescribeImages',
      code,
      retryable,
    });
  });

  it('that is empty is a fault and no absence', async () => {
    answer = { status: 200, body: '' };
    const reader = ec2Images(
      ports(handClock('2026-03-01T10:00:00.000Z'), { clients: () => Promise.resolve(client) }),
    );
    expect(await reader.observe(ref, ['image', 'launchPermission'])).toMatchObject({
      kind: 'state',
      state: { image: { kind: 'fault' }, launchPermission: { kind: 'fault' } },
    });
  });

  it('with an empty list in it is an absence', async () => {
    answer = {
      status: 200,
      body: '<DescribeImagesResponse><requestId>r</requestId><imagesSet/></DescribeImagesResponse>',
    };
    const reader = ec2Images(
      ports(handClock('2026-03-01T10:00:00.000Z'), { clients: () => Promise.resolve(client) }),
    );
    expect(await reader.observe(ref, ['image'])).toMatchObject({ kind: 'gone' });
  });

  it('with nobody in a launch permission is a known one', async () => {
    answer = {
      status: 200,
      body:
        '<DescribeImageAttributeResponse><requestId>r</requestId>' +
        `<imageId>${ref.image}</imageId><launchPermission/></DescribeImageAttributeResponse>`,
    };
    const reader = ec2Images(
      ports(handClock('2026-03-01T10:00:00.000Z'), { clients: () => Promise.resolve(client) }),
    );
    expect(await reader.observe(ref, ['launchPermission'])).toMatchObject({
      state: { launchPermission: { kind: 'known', value: [] } },
    });
  });
});
