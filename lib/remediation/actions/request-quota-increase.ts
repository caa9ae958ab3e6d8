import type { Write } from '../../model/plan.ts';
import type { ActionDefinition } from './action-definition.ts';

/** Asks AWS for twice the quota. People at AWS decide, in days, and nobody takes a larger quota back. */
export const requestQuotaIncrease: ActionDefinition = {
  name: 'request-quota-increase',
  subjects: ['image', 'account-region'],
  writes: ['quota-request'],
  iamActions: [],
  undo: null,
  manualOnly: true,
  reads: [],
  plan: (findings) => {
    const wanted = new Map(
      findings.flatMap(({ detail }) =>
        detail.kind === 'quota' && detail.limit > 0 ? [[detail.quota, detail.limit * 2] as const] : [],
      ),
    );
    return [...wanted]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([quota, to]): Write => ({ kind: 'quota-request', quota, to }));
  },
  hindrance: null,
};
