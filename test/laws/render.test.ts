import type { Button, KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Announcement, GatheredLine, Gathering } from '../../lib/model/notice.ts';
import type { AlertOptions } from '../../lib/render/alert-options.ts';
import { columns } from '../../lib/render/columns.ts';
import { contentHash } from '../../lib/render/content-hash.ts';
import { findingEvent } from '../../lib/render/event.ts';
import { headline } from '../../lib/render/headline.ts';
import { announcementEvent, gatheringEvent } from '../../lib/render/notice-event.ts';
import { readButton } from '../../lib/model/slack-button.ts';
import type { SlackMessage } from '../../lib/render/slack-blocks.ts';
import { slackAnnouncement, slackGathering, slackReminder } from '../../lib/render/slack-notices.ts';
import { slackMessage } from '../../lib/render/slack.ts';
import { snsAnnouncement, snsGathering, snsReminder } from '../../lib/render/sns-notices.ts';
import { snsMessage, type SnsMessage } from '../../lib/render/sns.ts';
import { renderStep } from '../../lib/render/story.ts';
import type { StoryStep } from '../../lib/render/story-step.ts';
import { actor, hostileRecord, hostileText } from '../unit/render/hostile-record.ts';
import { options as sample } from '../unit/render/sample-record.ts';

const RUNS = { numRuns: 150 };

const options: fc.Arbitrary<AlertOptions> = fc
  .tuple(hostileText, fc.option(hostileText, { nil: null }))
  .map(([remediateFunction, name]) => ({ remediateFunction, accountName: () => name }));

const orNull = (text: fc.Arbitrary<string>) => fc.option(text, { nil: null });
const severity = fc.constantFrom('low', 'medium', 'high', 'critical');
const subject = hostileRecord.map(({ finding }) => finding.ref);
const said = { id: hostileText, at: hostileText };

const announcement: fc.Arbitrary<Announcement> = fc.oneof(
  fc.record({
    kind: fc.constant('malformed' as const),
    ...said,
    account: fc.constant(null),
    region: fc.constant(null),
    reason: hostileText,
  }),
  fc.record({
    kind: fc.constant('attempt' as const),
    ...said,
    ref: subject,
    rule: hostileText,
    severity,
    cause: hostileRecord.map(({ cause }) => cause),
    what: hostileText,
  }),
  fc.record({
    kind: fc.constant('unseen' as const),
    ...said,
    account: subject.map(({ account }) => account),
    region: subject.map(({ region }) => region),
    reason: hostileText,
    cause: hostileRecord.map(({ cause }) => cause),
  }),
  fc.record({
    kind: fc.constant('waiver' as const),
    ...said,
    waiver: hostileText,
    rules: fc.array(hostileText, { maxLength: 20 }),
    owner: hostileText,
    reason: hostileText,
    ticket: orNull(hostileText),
    expires: hostileText,
    left: fc.constantFrom(0, 1, 86_400, 2_592_000),
  }),
  fc.record({
    kind: fc.constant('waiver' as const),
    ...said,
    waiver: hostileText,
    rules: fc.array(hostileText, { maxLength: 1 }),
    owner: hostileText,
    reason: hostileText,
    ticket: orNull(hostileText),
    expires: hostileText,
    left: fc.constantFrom(0, 86_400),
    of: fc.record({ ref: subject, finding: hostileText }),
  }),
  fc.record({
    kind: fc.constant('fight' as const),
    ...said,
    ref: subject,
    rule: hostileText,
    severity,
    finding: hostileText,
    reason: hostileText,
    others: fc.array(actor, { maxLength: 12 }),
    since: hostileText,
    until: hostileText,
  }),
  fc.record({
    kind: fc.constant('policy-refused' as const),
    ...said,
    where: hostileText,
    problem: hostileText,
  }),
);

const line: fc.Arbitrary<GatheredLine> = fc.oneof(
  fc.record({
    kind: fc.constant('finding' as const),
    ...said,
    ref: subject,
    imageName: orNull(hostileText),
    rule: hostileText,
    severity,
    status: fc.constantFrom('open', 'waived', 'fixed', 'closed'),
    reason: hostileText,
    firstSeen: hostileText,
  }),
  fc.record({
    kind: fc.constant('attempt' as const),
    ...said,
    ref: subject,
    rule: hostileText,
    severity,
    what: hostileText,
  }),
);
// A digest of a large organisation has thousands of lines.
const lines = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 30 }),
  fc.tuple(line, fc.integer({ min: 200, max: 600 })).map(([one, count]) =>
    Array.from({ length: count }, (_, index) => ({
      ...one,
      id: String(index),
      rule: `rule-${String(index % 200)}`,
    })),
  ),
);
const gathering: fc.Arbitrary<Gathering> = fc.oneof(
  fc.record({
    kind: fc.constant('digest' as const),
    channel: hostileText,
    seconds: fc.constantFrom(60, 86_400, 604_800),
    end: hostileText,
  }),
  fc.record({
    kind: fc.constant('attempts' as const),
    channel: hostileText,
    account: subject.map(({ account }) => account),
    region: subject.map(({ region }) => region),
    end: hostileText,
  }),
);

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Characters that XML 1.0, and so a queue behind a topic, does not take; or that reorder or hide text. */
const FORBIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u;

const holdsSns = ({ subject, message, attributes }: SnsMessage): void => {
  expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
  expect(message.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
  expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
  for (const [name, value] of Object.entries(attributes)) {
    expect(name).toMatch(/^[A-Za-z]+$/);
    expect(value).not.toBe('');
    expect(value).not.toMatch(FORBIDDEN);
  }
  const all = bytes(message) + bytes(JSON.stringify(attributes));
  expect(all).toBeLessThan(256 * 1024);
};

interface Text {
  readonly type: string;
  readonly text: string;
  readonly max: number;
}

const texts = (block: KnownBlock): readonly Text[] => {
  if (block.type === 'header') return [{ ...block.text, max: 150 }];
  if (block.type === 'section') {
    return [
      ...(block.text === undefined ? [] : [{ ...block.text, max: 3_000 }]),
      ...(block.fields ?? []).map((field) => ({ ...field, max: 2_000 })),
    ];
  }
  if (block.type === 'context') {
    return block.elements.map((element) => {
      if (element.type !== 'mrkdwn') throw new Error(`unexpected element ${element.type}`);
      return { ...element, max: 3_000 };
    });
  }
  if (block.type === 'actions') return block.elements.flatMap(buttonTexts);
  throw new Error(`unexpected block ${block.type}`);
};

const buttonTexts = (element: { readonly type: string }): readonly Text[] => {
  if (element.type !== 'button') throw new Error(`unexpected element ${element.type}`);
  const { text, value, confirm } = element as Button;
  expect(readButton(value ?? '')).not.toBeNull();
  expect(value?.length).toBeLessThanOrEqual(2_000);
  const all: readonly (readonly [{ readonly text: string } | undefined, number])[] = [
    [text, 75],
    [confirm?.title, 100],
    [confirm?.text, 300],
    [confirm?.confirm, 30],
    [confirm?.deny, 30],
  ];
  return all.flatMap(([one, max]) =>
    one === undefined ? [] : [{ type: 'plain_text', text: one.text, max }],
  );
};

/** What is left of a mrkdwn text when our own links and all entities are taken out. */
const bare = (mrkdwn: string): string =>
  mrkdwn
    .replaceAll(/<https:\/\/console\.[^<>|`\s]+\|Open in the EC2 console>/g, '')
    .replaceAll(/&(amp|lt|gt);/g, '');

const holdsSlack = ({ text, blocks }: SlackMessage): void => {
  const all = blocks.flatMap(texts);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(text).not.toBe('');
  expect(bare(text)).not.toMatch(/[<>&]/);
  for (const { type, text: shown, max } of all) {
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(max);
    expect(shown.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
    if (type === 'mrkdwn') expect(bare(shown)).not.toMatch(/[<>&]/);
  }
  expect(all.reduce((sum, { text: shown }) => sum + shown.length, text.length)).toBeLessThanOrEqual(13_000);
  const fields = blocks.flatMap((block) => (block.type === 'section' ? [(block.fields ?? []).length] : []));
  expect(Math.max(...fields)).toBeLessThanOrEqual(10);
};

describe('whatever a record holds', () => {
  it('its SNS message is one that SNS takes', () => {
    fc.assert(
      fc.property(hostileRecord, options, (record, given) => {
        holdsSns(snsMessage(record, given));
      }),
      RUNS,
    );
  });

  it('its Slack message is one that Slack takes, in which only our own link is a link', () => {
    fc.assert(
      fc.property(hostileRecord, options, (record, given) => {
        const message = slackMessage(record, { ...given, mayAnybody: () => true });
        holdsSlack(message);
        const rows = message.blocks.filter(({ type }) => type === 'actions');
        expect(rows.length).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('every line of its SNS message is one of ours', () => {
    const ours =
      /^(|(Where|Image|Instance|Subject|Found|Rule|Who|Event|Done|Approve|Undo|Open|Finding): .*| {9,10}aws lambda invoke .*)$/u;
    fc.assert(
      fc.property(hostileRecord, options, (record, given) => {
        const [title, , , ...lines] = snsMessage(record, given).message.split('\n');
        expect(title).toBe(headline(record));
        expect(lines.filter((line) => !ours.test(line))).toEqual([]);
        expect(lines.filter((line) => line.startsWith('Done:'))).toHaveLength(1);
      }),
      RUNS,
    );
  });

  it('its event is one that EventBridge takes', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const { detailType, detail } = findingEvent(record);
        expect(detailType).toBe('AMI Finding');
        expect(bytes(JSON.stringify(detail))).toBeLessThan(250 * 1024);
      }),
      RUNS,
    );
  });

  it('the hash of its content does not depend on when, by which event or in which order', () => {
    fc.assert(
      fc.property(hostileRecord, hostileText, (record, text) => {
        const later = {
          ...record,
          firstSeen: text,
          updatedAt: text,
          cause: { ...record.cause, eventId: text, at: text },
          finding: { ...record.finding, observedAt: text, policyHash: text },
        };
        expect(contentHash(later)).toBe(contentHash(record));
        expect(contentHash(record)).toMatch(/^[0-9a-f]{16}$/);
      }),
      RUNS,
    );
  });
});

describe('whatever is told besides findings', () => {
  it('SNS, Slack and EventBridge take every announcement', () => {
    fc.assert(
      fc.property(announcement, options, (given, names) => {
        holdsSns(snsAnnouncement(given, names));
        holdsSlack(slackAnnouncement(given, names));
        expect(bytes(JSON.stringify(announcementEvent(given).detail))).toBeLessThan(250 * 1024);
      }),
      RUNS,
    );
  });

  it('they take every digest, whatever stands in it and however much', () => {
    fc.assert(
      fc.property(gathering, lines, options, (given, all, names) => {
        holdsSns(snsGathering(given, all, names));
        holdsSlack(slackGathering(given, all, names));
        expect(bytes(JSON.stringify(gatheringEvent(given, all).detail))).toBeLessThan(250 * 1024);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('they take a finding that is told again', () => {
    fc.assert(
      fc.property(hostileRecord, options, (record, names) => {
        holdsSns(snsReminder(record, names));
        holdsSlack(slackReminder(record, names));
      }),
      RUNS,
    );
  });
});

const story: fc.Arbitrary<StoryStep> = fc.record({
  at: hostileText,
  title: hostileText,
  event: fc.option(
    fc.record({
      name: fc.option(hostileText, { nil: null }),
      account: fc.option(hostileText, { nil: null }),
      region: fc.option(hostileText, { nil: null }),
      images: fc.array(hostileText, { maxLength: 5 }),
      actor: fc.option(hostileText, { nil: null }),
    }),
    { nil: null },
  ),
  parsed: fc.constantFrom('change', 'ignored', 'malformed', 'timer'),
  reason: fc.option(hostileText, { nil: null }),
  verdicts: fc.array(
    fc.record({
      rule: hostileText,
      verdict: fc.constantFrom('pass', 'fail', 'waived', 'pending', 'skip', 'error'),
      mode: fc.constantFrom('audit', 'notify', 'enforce'),
      severity: fc.constantFrom('low', 'critical'),
      reason: hostileText,
      until: fc.constant(null),
    }),
    { maxLength: 4 },
  ),
  actions: fc.array(
    hostileRecord.map(({ outcome }) => ({ action: 'revoke-public' as const, writes: [], outcome })),
    { maxLength: 2 },
  ),
  alerts: fc.array(
    fc.record({ channel: hostileText, headline: hostileText, kind: fc.constantFrom('new', 'update') }),
    { maxLength: 2 },
  ),
});

it('whatever a step of the story holds, its lines fit into 110 columns and drive no terminal', () => {
  fc.assert(
    fc.property(story, (step) => {
      const lines = renderStep(step, { colour: false, accountName: sample.accountName }).split('\n');
      expect(lines.filter((line) => columns(line) > 110)).toEqual([]);
      expect(lines.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    }),
    RUNS,
  );
});
