import { describe, expect, test } from 'vitest';
import { parsePlanMessage } from '../../../lib/app/messages.ts';
import { formOf, parseRequest } from '../../../lib/app/parse-request.ts';

const IMAGE = { account: '111122223333', region: 'us-east-1', image: 'ami-0aaaaaaaaaaaaaaa1' };
const PLACE = { account: '111122223333', region: 'us-east-1' };
const PLAN = '0123456789abcdef';
const UNTIL = '2026-12-01T12:00:00+01:00';
const SAID = { finding: PLAN, until: UNTIL, reason: 'launch day', owner: 'web@example.com' };
const WAIVE = { ...IMAGE, ...SAID };
const INSTANCE = { ...PLACE, instance: 'i-0aaaaaaaaaaaaaaa1' };
const ENTRY = '2026-11-23T10:00:00.000Z#000001-abcdefgh';

describe('the payload of an invocation', () => {
  test.each([
    [{ apply: PLAN }, { kind: 'apply', plan: PLAN, dryRun: false }],
    [
      { apply: PLAN, dryRun: true },
      { kind: 'apply', plan: PLAN, dryRun: true },
    ],
    [{ refuse: PLAN }, { kind: 'refuse', plan: PLAN, reason: null, dryRun: false }],
    [
      { refuse: PLAN, reason: 'wanted' },
      { kind: 'refuse', plan: PLAN, reason: 'wanted', dryRun: false },
    ],
    [
      { remediate: { ...IMAGE, rule: 'sharing' } },
      { kind: 'remediate', ref: IMAGE, rule: 'sharing', dryRun: false },
    ],
    [
      { remediate: { ...IMAGE, rule: 'sharing', content: PLAN } },
      { kind: 'remediate', ref: IMAGE, rule: 'sharing', content: PLAN, dryRun: false },
    ],
    [
      { remediate: { ...PLACE, rule: 'guardrails' } },
      { kind: 'remediate', ref: PLACE, rule: 'guardrails', dryRun: false },
    ],
    [{ rollback: { ...IMAGE, entry: ENTRY } }, { kind: 'rollback', ref: IMAGE, entry: ENTRY, dryRun: false }],
    [{ waive: WAIVE }, { kind: 'waive', ref: IMAGE, ...SAID, ticket: null, dryRun: false }],
    [
      { waive: { ...PLACE, ...SAID, instance: 'i-0aaaaaaaaaaaaaaa1', ticket: 'SEC-7' } },
      { kind: 'waive', ref: INSTANCE, ...SAID, ticket: 'SEC-7', dryRun: false },
    ],
    [
      { mute: { ...PLACE, finding: PLAN, until: UNTIL }, dryRun: true },
      { kind: 'mute', ref: PLACE, finding: PLAN, until: UNTIL, dryRun: true },
    ],
  ])('%j', (payload, request) => {
    expect(parseRequest(payload)).toEqual({ request, claim: null, proof: null });
    const written = formOf(parseRequest(payload).request);
    expect(payload).toMatchObject(written);
  });

  test('says who asks, as far as the caller does', () => {
    const by = { kind: 'cli', name: 'alice', arn: 'arn:aws:iam::999988887777:user/alice' };
    expect(parseRequest({ apply: PLAN, by }).claim).toEqual(by);
  });

  test.each([
    ['nothing', {}],
    ['no mapping', 'apply'],
    ['null', null],
    ['a list', [PLAN]],
    ['two requests at once', { apply: PLAN, refuse: PLAN }],
    ['a member that is misspelt', { apply: PLAN, dryrun: true }],
    ['a dry run in words', { apply: PLAN, dryRun: 'true' }],
    ['a plan that is none', { apply: '../../etc' }],
    ['an account that is a number', { remediate: { ...IMAGE, account: 111_122_223_333, rule: 'sharing' } }],
    ['an instance', { remediate: { ...PLACE, instance: 'i-0aaaaaaaaaaaaaaa1', rule: 'launch' } }],
    ['no rule', { remediate: IMAGE }],
    ['a content that is no hash', { remediate: { ...IMAGE, rule: 'sharing', content: 'all' } }],
    ['a waiver without a reason', { waive: { ...IMAGE, finding: PLAN, until: UNTIL, owner: 'o' } }],
    ['a reason of nothing but spaces', { waive: { ...WAIVE, reason: '  ' } }],
    ['an end without a zone', { waive: { ...WAIVE, until: '2026-12-01T12:00:00' } }],
    ['an end that there is not', { mute: { ...IMAGE, finding: PLAN, until: '2026-13-01T12:00:00Z' } }],
    ['an end in words', { mute: { ...IMAGE, finding: PLAN, until: '7d' } }],
    ['an image and an instance at once', { mute: { ...IMAGE, ...INSTANCE, finding: PLAN, until: UNTIL } }],
    ['a finding that is none', { mute: { ...IMAGE, finding: 'x', until: UNTIL } }],
    ['an entry that is empty', { rollback: { ...IMAGE, entry: '' } }],
    ['somebody who claims to be in Slack', { apply: PLAN, by: { kind: 'slack', name: 'alice', arn: null } }],
    ['a proof of two lines', { apply: PLAN, proof: { authorization: 'a\r\nHost: b', date: 'd' } }],
    ['somebody with an id', { apply: PLAN, by: { kind: 'cli', name: 'alice', arn: null, id: 'slack:U1' } }],
    ['an inherited member', Object.create({ apply: PLAN }) as object],
  ])('%s is refused with what was expected', (_, payload) => {
    expect(() => parseRequest(payload)).toThrow(/^not a request: .*expected \{"apply":PLAN\}/s);
  });
});

describe('a message of the plans queue', () => {
  const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
  const cause = {
    event: 'Recheck',
    eventId: 'e',
    at: '2026-11-23T10:00:00.000Z',
    actor: null,
    refused: null,
  };

  test.each([
    { kind: 'plan', ref: IMAGE, planId: PLAN, cause },
    { kind: 'plan', ref: PLACE, planId: PLAN, cause },
    { kind: 'request', request: { kind: 'apply', plan: PLAN, dryRun: false }, by },
    { kind: 'request', request: { kind: 'rollback', ref: IMAGE, entry: ENTRY, dryRun: false }, by },
    { kind: 'request', request: { kind: 'remediate', ref: PLACE, rule: 'guardrails', dryRun: false }, by },
    {
      kind: 'request',
      request: { kind: 'waive', ref: INSTANCE, ...SAID, ticket: null, dryRun: false },
      by,
    },
    {
      kind: 'request',
      request: { kind: 'mute', ref: IMAGE, finding: PLAN, until: UNTIL, dryRun: false },
      by,
    },
  ])('%j', (message) => {
    expect(parsePlanMessage(JSON.stringify(message))).toEqual(message);
  });

  test.each([
    ['{}', 'plan message'],
    ['{"kind":"request"}', 'request message'],
    [JSON.stringify({ kind: 'request', request: { kind: 'apply', plan: PLAN }, by }), 'request message'],
    [
      JSON.stringify({ kind: 'request', request: { kind: 'apply', plan: PLAN, dryRun: false, also: 1 }, by }),
      'request message',
    ],
  ])('%s is none', (body, what) => {
    expect(() => parsePlanMessage(body)).toThrow(`not a ${what}`);
  });
});
