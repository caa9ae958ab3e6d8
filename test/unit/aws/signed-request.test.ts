import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedHeaders } from '../../../lib/aws/signed-request.ts';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** AWS Signature Version 4 as its documentation has it, step by step, for a GET without query and body. */
const signature = (
  host: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  secret: string,
): string => {
  const all = Object.entries({ ...headers, host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([name, value]) => `${name}:${value}\n`).join('');
  const signed = all.map(([name]) => name).join(';');
  const canonical = ['GET', path, '', lines, signed, sha256('')].join('\n');
  const scope = '20260301/eu-west-1/s3/aws4_request';
  const toSign = ['AWS4-HMAC-SHA256', '20260301T100000Z', scope, sha256(canonical)].join('\n');
  const key = ['20260301', 'eu-west-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
};

describe('a signed GET', () => {
  it('has the signature that AWS computes', async () => {
    const url = new URL('https://policies.s3.eu-west-1.amazonaws.com/team%20a/policy.json');
    const headers = await signedHeaders({
      url,
      region: 'eu-west-1',
      service: 's3',
      headers: { 'if-none-match': '"1"' },
      credentials: () =>
        Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }),
      at: new Date('2026-03-01T10:00:00.000Z'),
    });
    const sent = {
      'if-none-match': '"1"',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20260301T100000Z',
      'x-amz-security-token': 'token',
    };
    const expected = signature(url.host, '/team%20a/policy.json', sent, 'secret');
    expect(headers).toEqual({
      ...sent,
      host: 'policies.s3.eu-west-1.amazonaws.com',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/s3/aws4_request, ' +
        `SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=${expected}`,
    });
  });
});
