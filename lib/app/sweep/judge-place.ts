import type { AccountRegionState, Fact } from '../../model/image.ts';
import { GUARDRAIL_FACTS, subjectKey } from '../../model/subject.ts';
import { evaluated, wayOfEvent } from './judge-seen.ts';
import type { Sweeping } from './sweeping.ts';
import { asGap } from './tally.ts';

/** Reads the place's guard rails, as far as rules read them. Rejects with `Fault` for none of them: that stands in the data. */
export const readGuardrails = async ({ facts, reader }: Sweeping): Promise<AccountRegionState | null> => {
  const wanted = GUARDRAIL_FACTS.filter((fact) => facts['account-region'].includes(fact));
  return wanted.length === 0 ? null : reader.guardrails(wanted);
};

/** Judges the account-region itself, once its images were counted: guard rails as they were read, quotas as the guard's reader tells them. */
export const judgePlace = async (
  guardrails: AccountRegionState | null,
  sweeping: Sweeping,
): Promise<void> => {
  const { request, ports, facts, tally } = sweeping;
  const { place, judge } = request;
  const wanted: readonly Fact[] = facts['account-region'];
  const open = sweeping.open.get(subjectKey(place)) ?? [];
  if (wanted.length === 0 && open.length === 0) return;
  try {
    const counted = wanted.includes('quotas')
      ? await ports.reader.observeAccountRegion(place, ['quotas'])
      : null;
    const observedAt = ports.clock.now().toISOString();
    const state: AccountRegionState = { ref: place, ...counted, ...guardrails, observedAt };
    for (const fact of wanted) {
      const datum = state[fact];
      if (datum?.kind === 'fault') tally.gap(null, datum);
    }
    if (judge.kind === 'report') {
      judge.take(evaluated(state, open, await ports.journal.findings(place), sweeping));
      return;
    }
    const reader = { ...ports.reader, observeAccountRegion: () => Promise.resolve(state) };
    await wayOfEvent(place, reader, sweeping).catch((thrown: unknown) => {
      const fault = asGap(thrown);
      if (!wanted.some((fact) => state[fact]?.kind === 'fault')) tally.gap(null, fault);
    });
  } catch (thrown) {
    tally.gap(null, asGap(thrown));
  }
};
