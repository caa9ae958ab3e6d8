import type { FindingDetail } from '../../model/finding.ts';
import type { ActionDefinition } from './action-definition.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

// EnableImageDeprecation: not in the past; at most 10 years from now, of a public image 2 years from its creation.
const SOONEST_MS = 10 * MINUTE_MS;
const LONGEST_MS = 3_650 * DAY_MS;
const LONGEST_PUBLIC_MS = 730 * DAY_MS;

/** Sets the date from which the image is deprecated, within what AWS allows. A nearer date stays. */
export const deprecate: ActionDefinition = {
  name: 'deprecate',
  subjects: ['image'],
  writes: ['deprecation'],
  iamActions: [],
  undo: 'setting the date that was there before, or none',
  manualOnly: false,
  reads: [],
  plan: (findings, { state, setting, now }) => {
    const details = findings.flatMap(({ detail }) => (detail.kind === 'attribute' ? [detail] : []));
    if (details.length === 0 || state.image?.kind !== 'known') return [];
    const { createdAt, public: isPublic, deprecatedAt } = state.image.value;
    const created = createdAt === null ? Number.NaN : Date.parse(createdAt);
    if (Number.isNaN(created)) return [];
    const after = setting.options?.deprecateAfter;
    const chosen = after === undefined ? null : created + after * 1000;
    const wanted = Math.min(...details.map((detail) => latestOf(detail, chosen)));
    const soonest = now.getTime() + SOONEST_MS;
    const longest = isPublic ? created + LONGEST_PUBLIC_MS : now.getTime() + LONGEST_MS;
    if (longest < soonest) return [];
    const at = Math.max(floor(Math.min(wanted, longest)), ceiling(soonest));
    if (deprecatedAt !== null && Date.parse(deprecatedAt) <= at) return [];
    return [{ kind: 'deprecation', at: new Date(at).toISOString() }];
  },
  hindrance: null,
};

/** The latest instant that answers a finding: the one that its rule names, or that the policy chose; now, where there is neither. */
const latestOf = ({ by }: Extract<FindingDetail, { kind: 'attribute' }>, chosen: number | null): number => {
  if (by === undefined) return chosen ?? Number.NEGATIVE_INFINITY;
  return Math.min(Date.parse(by), chosen ?? Number.POSITIVE_INFINITY);
};

// EC2 keeps whole minutes: rounded by itself, a date could be later than the rule allows.
const floor = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
const ceiling = (at: number): number => Math.ceil(at / MINUTE_MS) * MINUTE_MS;
