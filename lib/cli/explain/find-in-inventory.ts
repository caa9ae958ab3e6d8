import type { Organization } from '../../model/organization.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { readInventory } from '../inventory-file/read.ts';
import type { Io } from '../output/io.ts';
import { whyUnreadable } from '../parse/report.ts';
import { hasFinding, type Found } from './subject.ts';
import { isMeant, type Target } from './target.ts';

/** Looks a subject up in an inventory; `given`: the organisation, when the inventory's own is not to be used. */
export const findInInventory = async (
  target: Target,
  file: string,
  given: Organization | null,
  { policy, now }: { readonly policy: PolicyBundle; readonly now: Date },
  stdin: Io['stdin'],
): Promise<Found> => {
  let organization = given;
  let bad = 0;
  try {
    for await (const entries of readInventory(file, stdin)) {
      for (const entry of entries) {
        if (entry.kind === 'organization') organization ??= entry.organization;
        if (entry.kind === 'bad') bad += 1;
        if (entry.kind !== 'subject') continue;
        const { state, firstSeen: told, grants } = entry;
        if (organization === null)
          return no(`${file} begins with no {"organization": …}: expected it, or --organization`);
        const firstSeen = { get: (id: string): string => told?.get(id) ?? state.observedAt };
        const subject = { state, firstSeen, grants, organization };
        const found =
          target.kind === 'finding'
            ? hasFinding(subject, target.id, policy, now)
            : isMeant(target, state.ref);
        if (found) return { ok: true, subject: { ...subject, problems: [] } };
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return no(`${file}: ${whyUnreadable(error, 0)}`);
  }
  const unusable = bad === 0 ? '' : `; ${String(bad)} of its lines could not be used`;
  return no(
    target.kind === 'finding'
      ? `no subject of ${file} has the finding ${target.id} under this policy${unusable}`
      : `${file} does not hold it${unusable}`,
  );
};

const no = (problem: string): Found => ({ ok: false, problem });
