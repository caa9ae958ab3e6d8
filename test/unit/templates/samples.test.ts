import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { matches } from '../../../lib/sandbox/routing/match.ts';
import { hub, member } from './templates.ts';

const Manifest = z.object({
  events: z.array(
    z.object({
      file: z.string(),
      case: z.string(),
      expect: z.object({ kind: z.enum(['change', 'ignored', 'malformed']), event: z.nullable(z.string()) }),
    }),
  ),
});
const samples = Manifest.parse(JSON.parse(readFileSync('events/manifest.json', 'utf8'))).events;

const Bare = z.looseObject({ eventSource: z.optional(z.unknown()) });

/** The sample as EventBridge would carry it: a bare CloudTrail record gets an envelope, from the service that recorded it. */
const carried = (file: string): unknown => {
  const event = Bare.parse(JSON.parse(readFileSync(`events/${file}`, 'utf8')));
  if ('detail-type' in event || 'detail' in event) return event;
  const service = typeof event.eventSource === 'string' ? event.eventSource.split('.')[0] : 'none';
  return { source: `aws.${service ?? ''}`, 'detail-type': 'AWS API Call via CloudTrail', detail: event };
};

const patterns = [hub.resources.Resources['ChangesRule'], member.Resources['ForwardRule']].map(
  (rule) => rule?.Properties?.['EventPattern'],
);
const letsThrough = (file: string): boolean => {
  const [one, other] = patterns.map((pattern) => matches(pattern, carried(file)));
  if (one !== other) throw new Error(`the two rules do not agree on ${file}`);
  return one === true;
};

// Our own timer's events are put on the queue by guard itself and pass no rule.
const changes = samples.filter(({ expect: { kind, event } }) => kind === 'change' && event !== 'Recheck');
const ignored = samples.filter(({ expect: { kind } }) => kind === 'ignored');

it('there are samples of both kinds', () => {
  expect(changes.length).toBeGreaterThan(50);
  expect(ignored.length).toBeGreaterThan(30);
});

it.each(changes)('lets $file through', ({ file }) => {
  expect(letsThrough(file)).toBe(true);
});

// What a pattern can't tell apart, or not in 2,048 characters; guard ignores it.
const LET_THROUGH_IN_VAIN = [
  'insight.json',
  'modify-image-attribute-no-parameters.json',
  'modify-image-attribute-remove-denied.json',
  'network-activity.json',
];

it('lets through little that guard would ignore', () => {
  expect(
    ignored
      .map(({ file }) => file)
      .filter(letsThrough)
      .sort(),
  ).toEqual(LET_THROUGH_IN_VAIN);
});

it('lets through what is broken inside, so that it is kept and told of', () => {
  const broken = samples.filter(({ expect: { kind } }) => kind === 'malformed').map(({ file }) => file);
  expect(broken.filter(letsThrough)).toEqual(
    expect.arrayContaining(['create-image-answer-without-id.json', 'modify-image-attribute-bad-image.json']),
  );
});
