import { sqliteJournal } from '../../../../lib/local/sqlite-journal.ts';
import type { NewEntry } from '../../../../lib/ports/journal.ts';
import { cause, imageRef, record, revoke } from '../../../contract/journal-samples.ts';

export const ref = imageRef(1);
export const SUBJECT = '111122223333/eu-west-1/ami-00000000000000001';

const everybody = { launchPermission: [{ kind: 'public' }] } as const;
const nobody = { launchPermission: [] } as const;

/** One sharing's story: found, planned, begun and put right; then an attempt on another image that AWS refused. */
export const STORY: readonly NewEntry[] = [
  {
    kind: 'finding',
    at: '2026-03-01T10:00:01.000Z',
    ref,
    status: 'open',
    finding: record(ref, 'f1', '2026-03-01T10:00:01.000Z').finding,
    cause,
  },
  {
    kind: 'plan',
    at: '2026-03-01T10:00:01.500Z',
    ref,
    plan: {
      id: 'p1',
      ref,
      policyHash: 'a'.repeat(64),
      observedAt: '2026-03-01T10:00:01.000Z',
      actions: [revoke],
    },
    cause,
  },
  { kind: 'intent', at: '2026-03-01T10:00:02.000Z', ref, planId: 'p1', action: revoke, before: everybody },
  {
    kind: 'outcome',
    at: '2026-03-01T10:00:03.000Z',
    ref,
    planId: 'p1',
    action: revoke,
    intent: 'i1',
    outcome: { kind: 'done', before: everybody, after: nobody, requestId: 'r-1' },
  },
  {
    kind: 'attempt',
    at: '2026-03-02T09:00:00.000Z',
    ref: imageRef(2, 'us-west-2'),
    cause: { ...cause, refused: 'Client.UnauthorizedOperation' },
  },
];

/** A journal in a new file with these entries; answers their ids. */
export const writeJournal = async (
  path: string,
  entries: readonly NewEntry[],
): Promise<readonly string[]> => {
  const { journal, close } = sqliteJournal({
    path,
    clock: { now: () => new Date('2026-03-03T00:00:00.000Z') },
  });
  const ids: string[] = [];
  for (const entry of entries) ids.push(await journal.append(entry));
  close();
  return ids;
};
