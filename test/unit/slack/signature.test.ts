import { describe, expect, it } from 'vitest';
import { signatureProblem } from '../../../lib/slack/signature.ts';

const SECRET = 'an-example-signing-secret';
const TIMESTAMP = '1795428000';
const NOW = new Date('2026-11-23T10:00:00Z');
const body = Buffer.from('payload=%7B%22type%22%3A%22block_actions%22%7D');
// openssl dgst -sha256 -hmac an-example-signing-secret, of v0:1795428000: and the body.
const SIGNATURE = 'v0=84069450c89b4e4d872115c2c1ea8599171d86ae9c45cf6f4d7a05e6fcf094a4';
const call = { signature: SIGNATURE, timestamp: TIMESTAMP, body };

const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

describe('a signature of Slack', () => {
  it('is the HMAC of version, time and body under the app’s secret', () => {
    expect(signatureProblem(call, SECRET, NOW)).toBeNull();
  });

  it.each([
    ['another secret', call, 'an-example-signing-secrets'],
    ['another body', { ...call, body: Buffer.from('payload=%7B%7D') }, SECRET],
    ['a body with one byte more', { ...call, body: Buffer.concat([body, Buffer.from([0])]) }, SECRET],
    ['another time', { ...call, timestamp: '1795428001' }, SECRET],
    ['another version', { ...call, signature: SIGNATURE.replace('v0', 'v1') }, SECRET],
    ['its first half', { ...call, signature: SIGNATURE.slice(0, 35) }, SECRET],
    ['a longer text', { ...call, signature: `${SIGNATURE}0` }, SECRET],
    ['capital letters', { ...call, signature: SIGNATURE.toUpperCase() }, SECRET],
    ['letters of several bytes', { ...call, signature: 'é'.repeat(67) }, SECRET],
    ['nothing', { ...call, signature: '' }, SECRET],
  ])('is none with %s', (_, given, secret) => {
    expect(signatureProblem(given, secret, NOW)).toBe('another signature');
  });

  it.each([
    ['no signature', { ...call, signature: null }],
    ['no time', { ...call, timestamp: null }],
    ['a time that is no number', { ...call, timestamp: 'now' }],
    ['a time with a fraction', { ...call, timestamp: '1795428000.5' }],
    ['a time with a sign', { ...call, timestamp: '-1795428000' }],
    ['an endless time', { ...call, timestamp: '9'.repeat(400) }],
  ])('is asked for: %s', (_, given) => {
    expect(signatureProblem(given, SECRET, NOW)).toBe('no signature');
  });

  it.each([
    [-300, null],
    [-301, 'signed -301 s ago: at most 300 are taken'],
    [299, null],
    [300, null],
    [301, 'signed 301 s ago: at most 300 are taken'],
    [360, 'signed 360 s ago: at most 300 are taken'],
  ])('is good for five minutes, either way: %d s later', (seconds, problem) => {
    expect(signatureProblem(call, SECRET, after(seconds))).toBe(problem);
  });
});
