import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lib/events/parse.ts';
import type { ImageChange, ParsedEvent } from '../../../lib/model/change.ts';
import { manifest, sample } from '../../unit/events/samples.ts';
import { mutate, mutationsOf } from './mutation.ts';

const samples = manifest.events.map(({ file }) => sample(file));
const RUNS = { numRuns: 2_000 };

const isNullable = (value: string | null): boolean => value === null || typeof value === 'string';

/** What every answer holds, whatever was given. */
const expectSound = (parsed: ParsedEvent): void => {
  if (parsed.kind !== 'change') {
    expect(parsed.reason.length).toBeGreaterThan(10);
    expect([parsed.event, parsed.account, parsed.region].every(isNullable)).toBe(true);
    return;
  }
  expect(parsed.account).toMatch(/^\d{12}$/);
  expect(parsed.region).toMatch(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/);
  expect(parsed.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(parsed.eventId).not.toBe('');
  expect(parsed.touches.length).toBeGreaterThan(0);
  for (const image of parsed.images) expect(image).toMatch(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/);
  for (const snapshot of parsed.snapshots) expect(snapshot).toMatch(/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/);
  for (const { instance, image } of parsed.instances) {
    expect(instance).toMatch(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/);
    expect(image ?? 'ami-00000000').toMatch(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/);
  }
  expectSubject(parsed);
};

const ACCOUNT_REGION = /^(imageBlockPublicAccess|snapshotBlockPublicAccess|allowedImages|ebsEncryption|quotas)$/;

/** There is something to judge: what is named, or the account and region itself; or it is said why nothing is. */
const expectSubject = ({ images, snapshots, instances, detail, touches }: ImageChange): void => {
  const named = images.length + snapshots.length + instances.length;
  const isOfAccount = touches.every((fact) => ACCOUNT_REGION.test(fact));
  expect(isOfAccount).toBe(detail.kind === 'guardrail' || (detail.kind === 'recheck' && named === 0));
  if (isOfAccount || detail.kind === 'unseen' || detail.kind === 'importing') expect(named).toBe(0);
  else expect(named).toBeGreaterThan(0);
  if (detail.kind === 'launched') expect(instances.length).toBeGreaterThan(0);
};

const freeze = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
};

describe('parseEvent', () => {
  it('answers any JSON with one of its three kinds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expectSound(parseEvent(value));
      }),
      RUNS,
    );
  });

  it('answers anything at all, JSON or not', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        expectSound(parseEvent(value));
        expectSound(parseEvent({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail: value }));
        expectSound(parseEvent({ source: 'aws.ec2', 'detail-type': 'EC2 AMI State Change', detail: value }));
        expectSound(
          parseEvent({ eventSource: 'ec2.amazonaws.com', eventName: 'ModifyImageAttribute', requestParameters: value }),
        );
      }),
      RUNS,
    );
  });

  it('answers every mutation of a real shape', () => {
    const mutants = fc
      .constantFrom(...samples)
      .chain((value) => fc.tuple(fc.constant(value), fc.array(mutationsOf(value), { minLength: 1, maxLength: 4 })));
    fc.assert(
      fc.property(mutants, ([value, mutations]) => {
        expectSound(parseEvent(mutate(value, mutations)));
      }),
      { numRuns: 10_000 },
    );
  });

  it('changes nothing of what it is given, and says the same twice', () => {
    for (const value of samples) {
      const frozen = freeze(structuredClone(value));
      expect(parseEvent(frozen)).toEqual(parseEvent(frozen));
    }
  });

  it('does not mind members that it does not know, anywhere', () => {
    const paths = fc.constantFrom(['detail'], ['detail', 'requestParameters'], ['detail', 'userIdentity'], []);
    const envelopes = samples.filter((value) => typeof value === 'object' && value !== null && 'detail' in value);
    fc.assert(
      fc.property(fc.constantFrom(...envelopes), paths, fc.jsonValue(), (value, path, extra) => {
        const copy = structuredClone(value);
        let at: unknown = copy;
        for (const name of path) at = (at as Record<string, unknown> | null)?.[name];
        if (typeof at !== 'object' || at === null || Object.keys(at).length === 0) return;
        (at as Record<string, unknown>)['x-newMember'] = extra;
        expect(parseEvent(copy)).toEqual(parseEvent(value));
      }),
      RUNS,
    );
  });

  it('never lets a successful share slip by as ignored, however odd its parameters and its caller are', () => {
    const share = sample('modify-image-attribute-public.json');
    const within = ['requestParameters', 'responseElements', 'userIdentity', 'sourceIPAddress', 'userAgent', 'eventTime'];
    const mutations = fc.array(
      mutationsOf(share, ([detail, name]) => detail === 'detail' && within.includes(String(name))),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(mutations, (list) => {
        expect(parseEvent(mutate(share, list)).kind).not.toBe('ignored');
      }),
      { numRuns: 5_000 },
    );
  });

  it('looks at the image whatever stands in the list of principals', () => {
    const share = sample('modify-image-attribute-add-and-remove.json');
    const mutations = fc.array(
      mutationsOf(share, (path) => path[2] === 'launchPermission' && path.length > 3),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(mutations, (list) => {
        expect(parseEvent(mutate(share, list))).toMatchObject({
          kind: 'change',
          images: ['ami-0a1b2c3d4e5f60718'],
          touches: ['launchPermission'],
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('says the same of a record with and without an envelope', () => {
    let compared = 0;
    for (const value of samples) {
      const envelope = value as { source?: string; detail?: { recipientAccountId?: string; eventID?: string } };
      if (envelope.source !== 'aws.ec2' || envelope.detail?.recipientAccountId === undefined) continue;
      const inside = parseEvent(envelope);
      if (inside.kind === 'malformed') continue;
      expect(parseEvent(envelope.detail)).toEqual(inside);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(60);
  });
});
