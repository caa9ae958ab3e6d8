import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../../build/environment-credentials.ts';
import { sha256 } from '../../../build/native-sha256.ts';
import { scanBundle } from '../templates/bundle-scan.ts';

describe('the bundle of guard', () => {
  it('carries the few schemas of EC2 that its commands need, not all 552 KB', async () => {
    const { text, bytesOf } = await scanBundle('guard');
    const schemas = bytesOf('node_modules/@aws-sdk/client-ec2/dist-es/schemas/schemas_0.js');
    expect(schemas).toBeGreaterThan(1_000);
    expect(schemas).toBeLessThan(30_000);
    expect(text).toContain('DescribeSnapshotsRequest');
    expect(text).not.toContain('CreateVpcPeeringConnectionRequest');
  });

  it('carries no source of credentials but the environment, no event streams, and of package.json the version', async () => {
    const { files, text } = await scanBundle('guard');
    expect(files).toContain('build/environment-credentials.ts');
    expect(
      files.filter((file) => /credential-provider-(?!env)|nested-clients|event-streams/.test(file)),
    ).toEqual([]);
    expect(text).not.toContain('premove');
  });
});

describe('the SHA-256 of the bundles', () => {
  it('is in them, in the place of the one in plain JavaScript', async () => {
    const { files } = await scanBundle('guard');
    expect(files).toContain('build/native-sha256.ts');
    expect(files.filter((file) => file.includes('@noble/hashes/sha2'))).toEqual([]);
  });

  it('gives what that one gives, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => Buffer.from(sha256(bytes)).equals(nobleSha256(bytes))));
    expect(Buffer.from(sha256(Buffer.from('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('the credentials of the bundles', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('are the environment’s, read when they are asked for', async () => {
    const provide = defaultProvider();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    expect(await provide()).toEqual({
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
    vi.stubEnv('AWS_SESSION_TOKEN', '');
    expect(await provide()).toEqual({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
  });

  it('are refused, not empty, when there are none', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(defaultProvider()()).rejects.toThrow(/AWS_ACCESS_KEY_ID/);
  });
});
