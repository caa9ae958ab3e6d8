import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lib/events/parse.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';

const digits = (base: 10 | 16, length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: base - 1 }), { minLength: length, maxLength: length })
    .map((list) => list.map((digit) => digit.toString(base)).join(''));

const ref = fc.record({
  account: digits(10, 12).map((id) => AccountId.parse(id)),
  region: fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1').map((id) => Region.parse(id)),
  image: digits(16, 17).map((id) => ImageId.parse(`ami-${id}`)),
});
const time = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('a recheck', () => {
  it('is read back as it was built, through JSON', () => {
    fc.assert(
      fc.property(ref, time, time, (image, dueAt, at) => {
        const parsed = parseEvent(JSON.parse(JSON.stringify(recheckEnvelope(image, dueAt, at))));
        expect(parsed).toMatchObject({
          kind: 'change',
          event: 'Recheck',
          at,
          account: image.account,
          region: image.region,
          images: [image.image],
          actor: null,
          touches: expect.arrayContaining(['image', 'launchPermission', 'snapshots', 'exports']) as unknown,
          detail: { kind: 'recheck', dueAt },
        });
      }),
    );
  });

  it('has the id of its content: the same for the same, another for another', () => {
    fc.assert(
      fc.property(ref, time, time, time, (image, dueAt, at, other) => {
        fc.pre(at !== other && dueAt !== other);
        const { id } = recheckEnvelope(image, dueAt, at);
        expect(recheckEnvelope({ ...image }, dueAt, at).id).toBe(id);
        expect(recheckEnvelope(image, other, at).id).not.toBe(id);
        expect(recheckEnvelope(image, dueAt, other).id).not.toBe(id);
      }),
    );
  });
});
