import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followImportEnvelope } from '../../../lib/events/follow-import.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';

const account = fc.stringMatching(/^\d{12}$/).map((id) => AccountId.parse(id));
const region = fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1').map((id) => Region.parse(id));
const task = fc.stringMatching(/^import-ami-[0-9a-z]{8,17}$/);
const time = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('the timer of an import', () => {
  it('is read back as it was built, through JSON', () => {
    fc.assert(
      fc.property(account, region, task, time, time, time, (of, where, id, since, dueAt, at) => {
        const envelope = followImportEnvelope(of, where, id, since, dueAt, at);
        expect(parseEvent(JSON.parse(JSON.stringify(envelope)))).toMatchObject({
          kind: 'change',
          event: 'Follow import',
          at,
          account: of,
          region: where,
          images: [],
          snapshots: [],
          instances: [],
          actor: null,
          outcome: { kind: 'done' },
          detail: { kind: 'importing', task: id, since, dueAt },
        });
      }),
    );
  });

  it('gives what the event of the import gave: the same task, since the same time', () => {
    const began = parseEvent({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'ImportImage',
      eventTime: '2026-11-02T08:03:07Z',
      awsRegion: 'us-east-1',
      eventID: 'e-1',
      recipientAccountId: '111122223333',
      responseElements: { ImportImageResponse: { importTaskId: 'import-ami-0a1b2c3d4e5f60718' } },
    });
    if (began.kind !== 'change' || began.detail.kind !== 'importing') throw new Error(began.kind);
    const at = '2026-11-02T08:04:00.000Z';
    const { task: id, since } = began.detail;
    const timer = parseEvent(followImportEnvelope(began.account, began.region, id, since, '2026-11-02T08:19:00.000Z', at));
    expect(timer).toMatchObject({
      touches: began.touches,
      detail: { ...began.detail, dueAt: '2026-11-02T08:19:00.000Z' },
    });
    expect(began.detail).toEqual({
      kind: 'importing',
      task: 'import-ami-0a1b2c3d4e5f60718',
      since: '2026-11-02T08:03:07.000Z',
      dueAt: '2026-11-02T08:03:07.000Z',
    });
  });

  it('has the id of its content: the same for the same, another for another', () => {
    fc.assert(
      fc.property(account, region, task, time, time, time, (of, where, id, since, dueAt, other) => {
        fc.pre(dueAt !== other);
        const built = (due: string, at: string): string => followImportEnvelope(of, where, id, since, due, at).id;
        expect(built(dueAt, dueAt)).toBe(built(dueAt, dueAt));
        expect(built(other, dueAt)).not.toBe(built(dueAt, dueAt));
        expect(built(dueAt, other)).not.toBe(built(dueAt, dueAt));
      }),
    );
  });
});
