import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseEvent } from '../../../lib/events/parse.ts';
import { matches } from '../../../lib/sandbox/routing/match.ts';
import { HUB_RULES, MEMBER_RULES, type Rule } from './rules.ts';

const Manifest = z.object({ events: z.array(z.object({ file: z.string(), event: z.string() })) });
const samples = Manifest.parse(JSON.parse(readFileSync('events/manifest.json', 'utf8'))).events;

const Event = z.looseObject({
  source: z.optional(z.unknown()),
  eventSource: z.optional(z.unknown()),
  detail: z.optional(z.unknown()),
});
type Event = z.infer<typeof Event>;

/** The sample as EventBridge would carry it: a bare CloudTrail record gets an envelope, from the service that recorded it. */
const carried = (file: string): Event => {
  const event = Event.parse(JSON.parse(readFileSync(`events/${file}`, 'utf8')));
  if ('detail-type' in event || 'detail' in event) return event;
  const service = typeof event.eventSource === 'string' ? event.eventSource.split('.')[0] : 'none';
  return { source: `aws.${service ?? ''}`, 'detail-type': 'AWS API Call via CloudTrail', detail: event };
};

/** How many of these rules an event matches: each that it does is a copy of it. */
const copies = (rules: readonly Rule[], event: Event): number =>
  rules.filter(({ pattern }) => matches(pattern, event)).length;

/** What becomes of an event on its way: lost at the member, lost at the hub, or so many copies in guard's queue. */
const arrivals = (event: Event): number => copies(MEMBER_RULES, event) * copies(HUB_RULES, event);

/** Said to be a call to EC2, by EC2: what is broken in it must not be lost on the way, since nobody else would tell. */
const isOurs = ({ source, detail }: Event): boolean =>
  source === 'aws.ec2' &&
  typeof detail === 'object' &&
  detail !== null &&
  ('State' in detail || Event.parse(detail).eventSource === 'ec2.amazonaws.com');

const read = samples.map(({ file, event }) => ({
  file,
  event,
  carried: carried(file),
  kind: parseEvent(carried(file)).kind,
}));

// Our own timers are put on the queue by guard itself and pass no rule.
const isTimer = ({ event }: { readonly event: string }): boolean =>
  event === 'Recheck' || event === 'Follow import';
const changes = read.filter((one) => one.kind === 'change' && !isTimer(one));
const malformed = read.filter((one) => one.kind === 'malformed' && !isTimer(one) && isOurs(one.carried));
const others = read.filter((one) => !changes.includes(one) && !malformed.includes(one));

it('there are samples of every kind', () => {
  expect([changes.length > 100, malformed.length > 8, others.length > 40]).toEqual([true, true, true]);
});

it.each(changes)('$file arrives once', ({ carried: event }) => {
  expect(arrivals(event)).toBe(1);
});

it.each(malformed)(
  '$file, which cannot be understood, arrives once, to be kept and told of',
  ({ carried: event }) => {
    expect(arrivals(event)).toBe(1);
  },
);

// What a pattern can't tell apart; guard ignores it.
const IN_VAIN: Readonly<Record<string, string>> = {
  'modify-image-attribute-no-parameters.json': 'an attempt to share, of which the record does not say what',
  'modify-image-attribute-remove-denied.json':
    'exists works on leaves alone, so that a pattern cannot ask for "nothing added"',
};

it('what guard would ignore does not arrive, but for what a pattern cannot tell apart', () => {
  const arrived = others.filter(({ carried: event }) => arrivals(event) > 0).map(({ file }) => file);
  expect(arrived.sort()).toEqual(Object.keys(IN_VAIN).sort());
});
