import type { RuleKind } from '../model/parameters.ts';
import type { SubjectKind } from '../model/subject.ts';
import type { Rule } from './rule.ts';
import { age } from './rules/age.ts';
import { cel } from './rules/cel.ts';
import { encryption } from './rules/encryption.ts';
import { imageExport } from './rules/export.ts';
import { guardrails } from './rules/guardrails.ts';
import { imageShape } from './rules/image-shape.ts';
import { launch } from './rules/launch.ts';
import { naming } from './rules/naming.ts';
import { provenance } from './rules/provenance.ts';
import { publicSharing } from './rules/public-sharing.ts';
import { quota, shareQuota } from './rules/quota.ts';
import { requiredTags } from './rules/required-tags.ts';
import { sharing } from './rules/sharing.ts';
import { snapshotSharing } from './rules/snapshot-sharing.ts';

/** Every rule there is, in the order of the documentation. `quota` stands twice: it judges account-regions, and images for their shares. */
export const rules: readonly Rule[] = [
  publicSharing,
  sharing,
  snapshotSharing,
  imageExport,
  encryption,
  requiredTags,
  naming,
  imageShape,
  age,
  provenance,
  guardrails,
  quota,
  shareQuota,
  launch,
  cel,
];

/** What judges subjects of this kind by rules of that kind; null when nothing does. */
export const ruleFor = (kind: RuleKind, subject: SubjectKind): Rule | null =>
  bySubject[subject].get(kind) ?? null;

const ofSubject = (subject: SubjectKind): ReadonlyMap<RuleKind, Rule> =>
  new Map(rules.filter((rule) => rule.subject === subject).map((rule) => [rule.id, rule]));

// Asked for every rule of a policy with every image.
const bySubject: Readonly<Record<SubjectKind, ReadonlyMap<RuleKind, Rule>>> = {
  image: ofSubject('image'),
  instance: ofSubject('instance'),
  'account-region': ofSubject('account-region'),
};

// The first of a kind is the one that its documentation begins with.
const byKind: ReadonlyMap<RuleKind, Rule> = new Map(rules.toReversed().map((rule) => [rule.id, rule]));

/** The registered rule of a kind, as far as its subject does not matter. */
export const ruleOf = (kind: RuleKind): Rule => {
  const rule = byKind.get(kind);
  if (rule === undefined) throw new Error(`no rule ${kind} is registered`);
  return rule;
};
