import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WireServer } from '../../../../lib/sandbox/wire/server.ts';
import { AwsError } from '../../../../lib/sandbox/wire/service.ts';
import { openGates } from './open-gates.ts';

const denying = {
  ...openGates(),
  callers: {
    ...openGates().callers,
    authorise: (_caller: unknown, action: string) => {
      if (action === 'dynamodb:DeleteTable') throw new AwsError('AccessDeniedException', `not ${action}`);
    },
  },
};
const server = new WireServer(denying, () => 'request-1');
let endpoint = '';

const send = (
  service: string,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Response> =>
  fetch(`${endpoint}${path}`, {
    ...init,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=999988887777/20260301/us-east-1/${service}/aws4_request`,
      ...init.headers,
    },
  });

beforeAll(async () => {
  server.serveRaw('dynamodb', async ({ request, response, caller, region, authorise }) => {
    authorise(`dynamodb:${String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '')}`);
    response.end(`${caller.account} in ${region} sent ${await text(request)}`);
  });
  server.serveRaw('s3', () => {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  });
  server.servePath('/slack/api/', (request, response) => {
    response.end(`slack got ${request.url ?? ''}`);
  });
  endpoint = await server.listen(0);
});
afterAll(() => server.close());

describe('a service that is handed on', () => {
  it('gets the request with its body unread, and the caller', async () => {
    const answer = await send('dynamodb', '/', {
      method: 'POST',
      body: '{"TableName":"t"}',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });
    expect(await answer.text()).toBe('999988887777 in us-east-1 sent {"TableName":"t"}');
  });

  it('answers its errors in JSON', async () => {
    const answer = await send('dynamodb', '/', {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.DeleteTable' },
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: 'AccessDeniedException',
      message: 'not dynamodb:DeleteTable',
    });
  });

  it('answers its errors as S3 does for S3', async () => {
    const answer = await send('s3', '/bucket/policy.json');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code>' +
        '<Message>The specified key does not exist.</Message><RequestId>request-1</RequestId></Error>',
    );
  });

  it('may be none of AWS’s, by its path and unsigned', async () => {
    const answer = await fetch(`${endpoint}/slack/api/chat.postMessage`);
    expect(await answer.text()).toBe('slack got /slack/api/chat.postMessage');
  });
});

describe('a port', () => {
  it('that is taken rejects', async () => {
    const other = new WireServer(openGates(), () => 'request-2');
    const port = Number(new URL(endpoint).port);
    await expect(other.listen(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
