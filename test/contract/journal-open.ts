import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountId, ImageId, InstanceId, Region } from '../../lib/model/ids.ts';
import type { Grant } from '../../lib/model/grant.ts';
import type { FindingRecord } from '../../lib/model/journal.ts';
import type { OpenFinding } from '../../lib/model/open-finding.ts';
import type { AccountRegion, SubjectRef } from '../../lib/model/subject.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import type { JournalStore } from './journal.ts';
import { aboutSubject } from './journal-samples.ts';

const place = (region: string): AccountRegion => ({
  account: AccountId.parse('222233334444'),
  region: Region.parse(region),
});

const image = (where: AccountRegion, digit: string): SubjectRef => ({
  ...where,
  image: ImageId.parse(`ami-0${digit.repeat(16)}`),
});

/** What every journal tells of the findings that have not ended in an account-region. `many`: as many as are more than a page, where that is cheap. */
export const openContract = (name: string, start: () => Promise<JournalStore>, many = 20): void => {
  describe(`open findings in ${name}`, () => {
    let store: JournalStore;
    let journal: Journal;
    beforeAll(async () => {
      store = await start();
      journal = store.open({ now: () => new Date('2026-03-01T10:00:00.000Z') });
    });
    afterAll(() => store.close());

    const put = async (
      ref: SubjectRef,
      id: string,
      over: Partial<FindingRecord> = {},
    ): Promise<FindingRecord> => {
      const record = { ...aboutSubject(ref, id, '2026-03-01T10:00:00.000Z'), ...over };
      const before = await journal.finding(ref, id);
      expect(await journal.putFinding(record, before?.updatedAt ?? null)).toBe(true);
      return record;
    };

    const open = async (where: AccountRegion): Promise<readonly OpenFinding[]> => {
      const found: OpenFinding[] = [];
      for await (const page of journal.openFindings(where)) found.push(...page);
      return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    };

    it('are those of images, instances and the place itself, of this place alone', async () => {
      const here = place('eu-west-1');
      const instance = { ...here, instance: InstanceId.parse('i-0aaaaaaaaaaaaaaa1') };
      await put(image(here, '1'), 'a1');
      await put(instance, 'a2');
      await put(here, 'a3');
      await put(image(place('eu-west-2'), '1'), 'b1');
      await put(place('eu-west-2'), 'b2');
      expect((await open(here)).map(({ ref, id }) => ({ ref, id }))).toEqual([
        { ref: image(here, '1'), id: 'a1' },
        { ref: instance, id: 'a2' },
        { ref: here, id: 'a3' },
      ]);
      expect((await open(place('eu-west-2'))).map(({ id }) => id)).toEqual(['b1', 'b2']);
      expect(await open(place('eu-west-3'))).toEqual([]);
    });

    it('come and go with their status', async () => {
      const here = place('us-west-1');
      const ref = image(here, '2');
      const statusOf = async (status: FindingRecord['status'], at: string): Promise<number> => {
        await put(ref, 'c1', { status, updatedAt: at });
        return (await open(here)).length;
      };
      expect(await statusOf('pending', '2026-03-01T10:00:01.000Z')).toBe(1);
      expect(await statusOf('open', '2026-03-01T10:00:02.000Z')).toBe(1);
      expect(await statusOf('fixed', '2026-03-01T10:00:03.000Z')).toBe(0);
      expect(await statusOf('waived', '2026-03-01T10:00:04.000Z')).toBe(1);
      expect(await statusOf('closed', '2026-03-01T10:00:05.000Z')).toBe(0);
      expect(await statusOf('open', '2026-03-01T10:00:06.000Z')).toBe(1);
    });

    it('have another digest when anything of them is news, and the same when nothing is', async () => {
      const here = place('us-west-2');
      const ref = image(here, '3');
      const digest = async (over: Partial<FindingRecord>, second: number): Promise<string> => {
        await put(ref, 'd1', { ...over, updatedAt: `2026-03-01T10:00:0${String(second)}.000Z` });
        const [only] = await open(here);
        return only?.digest ?? '';
      };
      const { finding } = aboutSubject(ref, 'd1', '');
      const first = await digest({}, 1);
      expect(first).toMatch(/^[0-9a-f]{16}$/);
      const seenAgain = { ...finding, observedAt: '2026-03-02T10:00:00.000Z', imageName: 'other' };
      expect(await digest({ finding: seenAgain }, 2)).toBe(first);
      expect(await digest({ status: 'waived' }, 3)).not.toBe(first);
      expect(await digest({ finding: { ...finding, policyHash: 'b'.repeat(64) } }, 4)).not.toBe(first);
      expect(await digest({ finding: { ...finding, severity: 'low' } }, 5)).not.toBe(first);
      expect(await digest({ finding: { ...finding, graceUntil: '2026-03-01T11:00:00.000Z' } }, 6)).not.toBe(
        first,
      );
      expect(await digest({}, 7)).toBe(first);
    });

    it('say when they were first seen, of which rule they are, and whether people have a part in them', async () => {
      const here = place('us-east-2');
      const ref = image(here, '4');
      const { firstSeen, finding } = await put(ref, 'e1');
      expect(await open(here)).toMatchObject([{ firstSeen, rule: finding.rule, byHand: false }]);
      const grant: Grant = {
        until: '2026-04-01T10:00:00.000Z',
        reason: 'a migration',
        owner: 'web',
        ticket: null,
        by: { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' },
        entry: 'x',
      };
      await put(ref, 'e1', { updatedAt: '2026-03-01T10:00:09.000Z', granted: grant });
      expect(await open(here)).toMatchObject([{ byHand: true }]);
    });

    it('come page by page, each once', async () => {
      const here = place('ap-south-1');
      const ids = Array.from({ length: many }, (_, n) => `f${String(n).padStart(4, '0')}`);
      for (let first = 0; first < ids.length; first += 25) {
        await Promise.all(ids.slice(first, first + 25).map((id) => put(image(here, id.slice(1, 2)), id)));
      }
      expect((await open(here)).map(({ id }) => id)).toEqual(ids);
    });
  });
};
