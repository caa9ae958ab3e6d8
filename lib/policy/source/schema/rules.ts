import * as z from 'zod';
import type { RuleKind } from '../../../model/parameters.ts';
import type { ActionName } from '../../../model/words.ts';
import { ruleOf } from '../../registry.ts';
import { ageSource } from '../rules/age.ts';
import { celSource } from '../rules/cel.ts';
import { encryptionSource } from '../rules/encryption.ts';
import { exportSource } from '../rules/export.ts';
import { guardrailsSource } from '../rules/guardrails.ts';
import { imageShapeSource } from '../rules/image-shape.ts';
import { launchSource } from '../rules/launch.ts';
import { namingSource } from '../rules/naming.ts';
import { provenanceSource } from '../rules/provenance.ts';
import { publicSharingSource } from '../rules/public-sharing.ts';
import { quotaSource } from '../rules/quota.ts';
import { requiredTagsSource } from '../rules/required-tags.ts';
import type { RuleSource } from '../rules/rule-source.ts';
import { sharingSource } from '../rules/sharing.ts';
import { snapshotSharingSource } from '../rules/snapshot-sharing.ts';
import { match } from './match.ts';
import { remediate, type RemediateSource } from './remediate.ts';
import { duration, instant, mapping, mode, severity } from './words.ts';

/** How each kind of rule is written, in the order of the documentation. */
const sources: readonly RuleSource[] = [
  publicSharingSource,
  sharingSource,
  snapshotSharingSource,
  exportSource,
  encryptionSource,
  requiredTagsSource,
  namingSource,
  imageShapeSource,
  ageSource,
  provenanceSource,
  guardrailsSource,
  quotaSource,
  launchSource,
  celSource,
];

export const KINDS: readonly RuleKind[] = sources.map(({ kind }) => kind);

export const sourceOf = (kind: RuleKind): RuleSource => {
  const source = sources.find((candidate) => candidate.kind === kind);
  if (source === undefined) throw new Error(`no source of rule ${kind} is registered`);
  return source;
};

const common = {
  mode: mode.optional(),
  severity: severity.optional(),
  grace: duration.optional(),
  enforceFrom: instant.optional(),
};

/** What every rule may say. */
const ruleCommon = {
  ...common,
  locked: z.literal(true, { error: 'expected true' }).optional(),
  match: match.optional(),
};

const remediateOf = (actions: readonly ActionName[]) =>
  actions.length === 0 ? {} : { remediate: remediate(actions).optional() };

/** Which members of a rule are common to all kinds; the rest are its parameters. */
export const COMMON_MEMBERS: ReadonlySet<string> = new Set([...Object.keys(ruleCommon), 'kind', 'remediate']);

type CommonShape = typeof ruleCommon & { readonly remediate: z.ZodOptional<z.ZodType<RemediateSource>> };

/** A rule as the policy writes it, whatever its kind: the members that all have, and its own. */
export type WrittenMembers = z.infer<z.ZodObject<CommonShape>> & Readonly<Record<string, unknown>>;

/** A rule as the policy writes it; `kind` itself may be left out where the name says it. */
export const ruleSchema = (kind: RuleKind): z.ZodType<WrittenMembers> => schemasOf(kind).rule;

/** What an override may change of a rule of this kind. */
export const changeSchema = (kind: RuleKind): z.ZodType<WrittenMembers> => schemasOf(kind).change;

interface Schemas {
  readonly rule: z.ZodType<WrittenMembers>;
  readonly change: z.ZodType<WrittenMembers>;
}

// To make one takes longer than to hold a rule against it.
const made = new Map<RuleKind, Schemas>();

const schemasOf = (kind: RuleKind): Schemas => {
  const known = made.get(kind);
  if (known !== undefined) return known;
  const { members, changes } = sourceOf(kind);
  const remediation = remediateOf(ruleOf(kind).remediations);
  const rule = mapping({ kind: z.literal(kind).optional(), ...ruleCommon, ...remediation, ...members });
  const change = mapping({ ...common, ...remediation, ...changes });
  const schemas = { rule, change } as unknown as Schemas;
  made.set(kind, schemas);
  return schemas;
};
