import { openPages, type JournalPlace } from '../../config/wire-journal.ts';
import type { Grant } from '../../model/grant.ts';
import { isImage, subjectKey, type SubjectRef } from '../../model/subject.ts';

/** What people have waived of a subject by a journal, by finding id: the last word on each. Rejects with `Fault`. */
export const grantsIn = async (place: JournalPlace, ref: SubjectRef): Promise<ReadonlyMap<string, Grant>> => {
  const { pages, close } = await openPages(place);
  const grants = new Map<string, Grant>();
  const filter = {
    account: ref.account,
    region: ref.region,
    ...(isImage(ref) ? { image: ref.image } : {}),
  };
  try {
    let cursor: string | null = null;
    do {
      const page = await pages.read(filter, cursor);
      for (const entry of page.entries) {
        if (entry.kind !== 'waiver' || subjectKey(entry.ref) !== subjectKey(ref)) continue;
        const { id, finding, until, reason, owner, ticket, by } = entry;
        grants.set(finding, { until, reason, owner, ticket, by, entry: id });
      }
      cursor = page.next;
    } while (cursor !== null);
  } finally {
    close();
  }
  return grants;
};
