import type { EvaluationInput, Finding } from '../model/finding.ts';
import type { Grant } from '../model/grant.ts';

/** Whether a grant covers its finding at this instant; at `until` itself it does no longer. */
export const isGranted = ({ until }: Grant, now: Date): boolean => now.getTime() < Date.parse(until);

/** The later of two instants in ISO 8601; null when there is neither. */
export const latest = (one: string | null, other: string | null): string | null => {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) < Date.parse(other) ? other : one;
};

/** What a finding is waived by, for people: the id of the policy's waiver, or who granted it, until when and why; null for nothing. */
export const waivedBy = ({ id, waiver }: Finding, grants: EvaluationInput['grants']): string | null => {
  const grant = grants.get(id);
  if (waiver === null || grant?.entry !== waiver) return waiver;
  return `${grant.by.name} until ${grant.until}: ${grant.reason.replace(/\.$/u, '')}`;
};
