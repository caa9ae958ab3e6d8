import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proveCaller, stsCallers } from '../../../lib/aws/caller-proof.ts';
import type { CallerProof } from '../../../lib/model/request.ts';

const KEYS = { accessKeyId: 'AKIAEXAMPLE0000000', secretAccessKey: 'secret', sessionToken: 'token+/=' };
const at = new Date('2026-11-23T10:00:00.000Z');
const ARN = 'arn:aws:iam::999988887777:user/alice';

let server: Server;
let endpoint: string;
let answers: { status: number; body: string };
const received: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

beforeEach(async () => {
  received.length = 0;
  answers = {
    status: 200,
    body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${ARN}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.status).end(answers.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const prove = (about: string, keys: Partial<typeof KEYS> & typeof KEYS = KEYS): Promise<CallerProof> =>
  proveCaller({ region: 'us-east-1', endpoint, credentials: () => Promise.resolve(keys), at }, about);
const callers = () => stsCallers({ region: 'us-east-1', endpoint });

describe('a proof of who calls', () => {
  it('is the very request that was signed, sent to STS, and its word', async () => {
    expect(await callers().identify(await prove('apply p1'), 'apply p1')).toBe(ARN);
    const [sent] = received;
    expect(sent?.body).toBe('Action=GetCallerIdentity&Version=2011-06-15');
    expect(sent?.headers).toMatchObject({
      'x-amz-security-token': 'token+/=',
      'x-amz-date': '20261123T100000Z',
    });
    // Signed again with the same keys it is the same: nothing was lost or added on the way.
    const again = await prove('apply p1');
    expect(sent?.headers.authorization).toBe(again.authorization);
  });

  it('names what it is for in what is signed, so that another request has another signature', async () => {
    const [one, other] = await Promise.all([prove('apply p1'), prove('apply p2')]);
    expect(one.authorization).not.toBe(other.authorization);
    expect(one.authorization).toMatch(/SignedHeaders=[a-z0-9;-]*x-ami-warden-request/);
    await callers().identify(one, 'apply p2');
    await callers().identify(other, 'apply p2');
    const [asked, asOf] = received.map(({ headers }) => headers['x-ami-warden-request']);
    // AWS is asked about what was asked for here: it refuses a signature of anything else.
    expect(asked).toBe(asOf);
  });

  it.each([
    ['no signature', { authorization: 'Bearer x' }],
    [
      'a signature that leaves out what it is for',
      {
        authorization: `AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
    ],
    [
      'a signature that leaves out whom it is sent to',
      {
        authorization: `AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/sts/aws4_request, SignedHeaders=x-ami-warden-request;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
    ],
  ])('%s is none, and AWS is not asked', async (_, over) => {
    const proof = { ...(await prove('apply p1')), ...over };
    expect(await callers().identify(proof, 'apply p1')).toBeNull();
    expect(received).toEqual([]);
  });

  it.each([
    ['refused by AWS', 403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'],
    ['too old for AWS', 403, '<Error><Code>ExpiredToken</Code></Error>'],
    ['answered with something else', 200, '<html>hello</html>'],
  ])('%s is none', async (_, status, body) => {
    answers = { status, body };
    expect(await callers().identify(await prove('apply p1'), 'apply p1')).toBeNull();
  });

  it.each([503, 429])('is unknown while STS answers %d', async (status) => {
    answers = { status, body: '' };
    await expect(callers().identify(await prove('apply p1'), 'apply p1')).rejects.toMatchObject({
      name: 'Fault',
      retryable: true,
    });
  });
});
