import type { PolicyBundle, Target } from '../../../model/policy.ts';
import type { PolicySourceDocument } from '../schema/document.ts';
import { resolveMatch, type GroupsByName } from './match.ts';

type NotifySource = NonNullable<PolicySourceDocument['notify']>;
type TargetsSource = NonNullable<NotifySource['default']>;

/** Who is told of what, as data. */
export const resolveNotify = (
  { default: standard = [], routes = [] }: NotifySource,
  groups: GroupsByName,
): PolicyBundle['notify'] => ({
  default: {
    to: targets(standard),
    digestSeconds: Array.isArray(standard) ? null : (standard.digest ?? null),
    repeatSeconds: Array.isArray(standard) ? null : (standard.repeatEvery ?? null),
  },
  routes: routes.map(({ match, to, digest, repeatEvery }) => ({
    match: resolveMatch(match, groups),
    to: targets(to),
    digestSeconds: digest ?? null,
    repeatSeconds: repeatEvery ?? null,
  })),
});

const targets = (source: TargetsSource): readonly Target[] =>
  [source].flat().map(({ slack, sns }) => ({
    ...(slack === undefined ? {} : { slack }),
    ...(sns === undefined ? {} : { sns }),
  }));
