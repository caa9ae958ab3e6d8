import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lib/model/hash.ts';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';
import { canonicalJson } from '../../../lib/policy/canonical-json.ts';
import { findingId } from '../../../lib/policy/finding-id.ts';

describe('names made of hashes', () => {
  it('is SHA-256 of the UTF-8 bytes (FIPS 180-4 examples)', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });

  it('names a finding for ever: rule, image and detail, whatever else is said of it', () => {
    const ref = {
      account: AccountId.parse('111122223333'),
      region: Region.parse('us-east-1'),
      image: ImageId.parse('ami-0123456789abcdef0'),
    };
    // printf 'public-sharing\n111122223333/us-east-1/ami-0123456789abcdef0\nprincipal/public' | sha256sum
    expect(findingId('public-sharing', ref, { kind: 'principal', principal: { kind: 'public' } })).toBe(
      '27699625f71aa37f',
    );
    const tag = (value: string | null) =>
      findingId('required-tags', ref, { kind: 'tag', tag: 'Owner', value });
    expect(tag('a')).toBe(tag(null));
    const unreadable = (code: string) =>
      findingId('sharing', ref, { kind: 'unreadable', datum: 'launchPermission', code });
    expect(unreadable('RequestLimitExceeded')).toBe(unreadable('UnauthorizedOperation'));
  });
});

describe('canonicalJson', () => {
  it('is the same text for the same data', () => {
    expect(canonicalJson({ b: [2, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[2,{"d":1}]}');
    expect(canonicalJson({ a: null, b: [2, { d: 1 }] })).toBe('{"a":null,"b":[2,{"d":1}]}');
  });
});
