import type { ActionDefinition } from './action-definition.ts';

const DAY_MS = 86_400_000;
// EnableImageDeprecation: at least some minutes ahead; at most 10 years, of a public image 2 years, from its creation.
const SOONEST_MS = 10 * 60_000;
const LONGEST_DAYS = 3650;
const LONGEST_PUBLIC_DAYS = 730;

/** Sets the date from which the image is deprecated: so long after its creation, and never in the past. */
export const deprecate: ActionDefinition = {
  name: 'deprecate',
  subject: 'image',
  writes: ['deprecation'],
  iamActions: [],
  undo: 'setting the date that was there before, or none',
  manualOnly: false,
  plan: (findings, { state, setting, now }) => {
    const concerned = findings.some(({ detail }) => detail.kind === 'attribute');
    if (!concerned || state.image?.kind !== 'known') return [];
    const { createdAt, public: isPublic, deprecatedAt } = state.image.value;
    if (createdAt === null) return [];
    const created = Date.parse(createdAt);
    const wanted = created + (setting.options?.deprecateAfter ?? 0) * 1000;
    const longest = created + (isPublic ? LONGEST_PUBLIC_DAYS : LONGEST_DAYS) * DAY_MS;
    const at = Math.max(Math.min(wanted, longest), now.getTime() + SOONEST_MS);
    // One that is nearer stays: nobody is given more time than there was.
    if (deprecatedAt !== null && Date.parse(deprecatedAt) <= at) return [];
    return [{ kind: 'deprecation', at: new Date(Math.ceil(at / 60_000) * 60_000).toISOString() }];
  },
};
