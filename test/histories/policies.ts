import type { Draw } from './draw.ts';

type Member = Readonly<Record<string, unknown>>;

/** A policy of several rules, as it is written. Its scopes name accounts and names, nothing that a read may get wrong for a moment. */
export const anyPolicy = (draw: Draw): string => {
  const rules = Object.fromEntries(
    Object.entries(RULES)
      .filter(([name]) => draw.chance(name === 'sharing' || name === 'public-sharing' ? 0.85 : 0.35))
      .map(([name, make]) => [name, make(draw)]),
  );
  const some = Object.keys(rules).length === 0 ? { 'public-sharing': { mode: 'enforce' } } : rules;
  return JSON.stringify({
    version: 1,
    groups: { partners: { accounts: ['444455556666'] } },
    rules: some,
    ...(draw.chance(0.3) ? { overrides: overridesOf(draw, Object.keys(some)) } : {}),
    ...(draw.chance(0.4) ? { waivers: waiversOf(draw, Object.keys(some)) } : {}),
    ...(draw.chance(0.4) ? { limits: limitsOf(draw) } : {}),
    notify: {
      default: { slack: '#cloud-security', ...(draw.chance(0.2) ? { digest: '24h' } : {}) },
      ...(draw.chance(0.3)
        ? {
            routes: [
              { match: { severity: ['critical', 'high'] }, to: { slack: '#urgent' }, repeatEvery: '4h' },
            ],
          }
        : {}),
    },
  });
};

const standing = (draw: Draw): Member => ({
  mode: draw.pick(['enforce', 'enforce', 'enforce', 'enforce', 'notify', 'audit', 'off']),
  ...(draw.chance(0.25) ? { grace: draw.pick(['5m', '1h']) } : {}),
  ...(draw.chance(0.3) ? { severity: draw.pick(['low', 'critical']) } : {}),
});

const remediation = (draw: Draw, members: Member = {}): Member => ({
  remediate: {
    ...members,
    ...(draw.chance(0.3) ? { approval: draw.pick(['manual', 'two-person']) } : {}),
    ...(draw.chance(0.3)
      ? {
          limit: {
            perHour: 1 + draw.below(3),
            ...(draw.chance(0.4) ? { perHourInAll: 1 + draw.below(3) } : {}),
          },
        }
      : {}),
  },
});

const allow = (draw: Draw): Member => ({
  allow: {
    orgs: draw.some(['self', 'o-partner1234'], 2),
    accounts: draw.some(['@partners', '777788889999'], 2),
    ous: draw.some(['Root/Workloads'], 1),
  },
});

const RULES: Readonly<Record<string, (draw: Draw) => Member>> = {
  'public-sharing': (draw) => ({
    ...standing(draw),
    ...(draw.chance(0.4) ? { also: ['snapshots'] } : {}),
    ...remediation(draw),
  }),
  sharing: (draw) => ({ ...standing(draw), ...allow(draw), ...remediation(draw) }),
  'snapshot-sharing': (draw) => ({ ...standing(draw), ...allow(draw), ...remediation(draw) }),
  'required-tags': (draw) => ({
    ...standing(draw),
    tags: { Owner: true, Stage: { values: ['prod', 'test'] } },
    ...remediation(draw, {
      action: 'add-tags',
      tags: draw.pick([{ Owner: 'nobody' }, { Owner: '{creator}', Stage: 'test' }]),
    }),
  }),
  age: (draw) => {
    const action = draw.pick(['deprecate', 'disable', 'deregister']);
    return {
      ...standing(draw),
      maxAge: '30d',
      ...(action === 'deprecate' ? { requireDeprecation: { within: '400d' } } : {}),
      ...remediation(draw, { action }),
    };
  },
  naming: (draw) => ({ ...standing(draw), pattern: '^(app|golden)-' }),
  guardrails: (draw) => ({
    ...standing(draw),
    imageBlockPublicAccess: 'block-new-sharing',
    ...(draw.chance(0.5) ? { snapshotBlockPublicAccess: 'block-all-sharing' } : {}),
    ...(draw.chance(0.5) ? { ebsEncryption: true } : {}),
    ...remediation(draw),
  }),
  encryption: (draw) => ({ mode: draw.pick(['notify', 'audit']) }),
};

const SCOPES = [{ accounts: ['222233334444'] }, { regions: ['eu-*'] }, { images: ['name:app-*'] }];

const NARROW = [{ accounts: ['222233334444'] }, { images: ['name:app-*'] }];

const overridesOf = (draw: Draw, names: readonly string[]): readonly Member[] => [
  { match: draw.pick(SCOPES), rules: { [draw.pick(names)]: standing(draw) } },
];

const waiversOf = (draw: Draw, names: readonly string[]): readonly Member[] => [
  {
    id: 'W-1',
    rules: [draw.pick(names)],
    match: draw.pick(NARROW),
    reason: 'r',
    owner: 'o@example.com',
    expires: draw.pick(['2026-11-24', '2027-03-01']),
  },
];

const limitsOf = (draw: Draw): Member => ({
  ...(draw.chance(0.5) ? { perHour: 1 + draw.below(4) } : {}),
  ...(draw.chance(0.5) ? { perAccountPerHour: 1 + draw.below(3) } : {}),
  ...(draw.chance(0.5) ? { perDayShareOfImages: draw.pick(['10%', '60%']) } : {}),
});
