import { expect, test } from 'vitest';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { Announcement, CoverageLine } from '../../../lib/model/notice.ts';
import { announcementEvent } from '../../../lib/render/notice-event.ts';
import { slackAnnouncement } from '../../../lib/render/slack-notices.ts';
import { snsAnnouncement } from '../../../lib/render/sns-notices.ts';

const names = { accountName: () => null };
const lineOf = (n: number, status: CoverageLine['status']): CoverageLine => ({
  account: AccountId.parse(String(n).padStart(12, '0')),
  regions: [Region.parse('eu-west-1'), Region.parse('us-east-1')],
  status,
  since: '2026-03-01T10:00:00.000Z',
  why: 'last heard of at 2026-02-27T10:00:00.000Z',
});

const newsOf = (lost: number, back: number): Extract<Announcement, { kind: 'coverage' }> => ({
  kind: 'coverage',
  id: 'coverage/0123456789abcdef',
  at: '2026-03-01T10:10:00.000Z',
  lost: Array.from({ length: Math.min(lost, 20) }, (_, n) => lineOf(n, 'silent')),
  lostCount: lost * 2,
  back: Array.from({ length: Math.min(back, 20) }, (_, n) => lineOf(n + 100, 'reporting')),
  backCount: back * 2,
  reporting: 700,
  expected: 804,
});

test.each([
  [1, 0, '2 account-regions are not looked after'],
  [0, 1, '2 account-regions are no longer in trouble'],
  [2, 3, '4 account-regions are not looked after, 6 no longer in trouble'],
])('%i accounts lost and %i back: %s', (lost, back, title) => {
  const { subject, attributes } = snsAnnouncement(newsOf(lost, back), names);
  expect(subject).toBe(`ami-warden: ${title}`);
  expect(attributes).toEqual({ kind: 'coverage' });
});

test('however much is lost, it fits into a message of Slack: ten facts, and how many more there are', () => {
  const { blocks } = slackAnnouncement(newsOf(50, 30), names);
  const facts = blocks
    .flatMap((block) => ('fields' in block ? (block.fields ?? []) : []))
    .map(({ text }) => text);
  expect(facts).toHaveLength(10);
  expect(facts[5]).toBe('*More*\n90 account-regions not looked after');
  expect(facts[9]).toBe('*More*\n54 account-regions no longer in trouble');
  expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
});

test('as an event it names the first twenty, and counts all', () => {
  expect(announcementEvent(newsOf(50, 0))).toMatchObject({
    detailType: 'AMI Coverage Changed',
    detail: {
      version: 1,
      lostCount: 100,
      reporting: 700,
      expected: 804,
      lost: expect.arrayContaining([
        {
          account: '000000000000',
          regions: ['eu-west-1', 'us-east-1'],
          status: 'silent',
          since: '2026-03-01T10:00:00.000Z',
          why: 'last heard of at 2026-02-27T10:00:00.000Z',
        },
      ]) as unknown,
    },
  });
});
