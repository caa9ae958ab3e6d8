import type { TagRequirement } from '../../model/policy.ts';
import { compilePattern, patternMatches } from '../pattern/pattern.ts';
import type { Failure, RuleDefinition } from '../rule.ts';

/** Fails for each tag that is missing, empty, or whose value is off its pattern or list. */
export const requiredTags: RuleDefinition<'required-tags', 'image'> = {
  id: 'required-tags',
  why: 'An image without an owner is patched by nobody, and no one dares to delete it.',
  holds: 'All required tags are there and in order.',
  severity: 'low',
  reads: ['image'],
  defaults: { kind: 'required-tags', tags: {} },
  remediation: null,
  check: ({ tags }, { image }) => ({
    kind: 'judged',
    failures: Object.entries(tags)
      .map(([tag, requirement]) => judge(tag, requirement, valueOf(image.tags, tag)))
      .filter((failure) => failure !== null),
  }),
};

// A tag may be called `constructor`: only own members count.
const valueOf = (tags: Readonly<Record<string, string>>, tag: string): string | null =>
  Object.hasOwn(tags, tag) ? (tags[tag] ?? null) : null;

const judge = (tag: string, requirement: TagRequirement, value: string | null): Failure | null => {
  if (value === null) return failing(tag, null, `Tag ${tag} is missing.`);
  if (value.trim() === '') return failing(tag, value, `Tag ${tag} is empty.`);
  switch (requirement.kind) {
    case 'present':
      return null;
    case 'values':
      if (requirement.values.includes(value)) return null;
      return failing(
        tag,
        value,
        `Tag ${tag} is "${value}", expected one of ${requirement.values.join(', ')}.`,
      );
    case 'pattern':
      if (fits(requirement.pattern, value)) return null;
      return failing(tag, value, `Tag ${tag} is "${value}", expected to match ${requirement.pattern}.`);
  }
};

const fits = (text: string, value: string): boolean => {
  const compiled = compilePattern(text);
  // The compiler of policies has tried it, and a bundle that was tampered with does not load.
  if (!compiled.ok) throw new Error(`pattern ${text} of a loaded policy: ${compiled.problem}`);
  return patternMatches(compiled.pattern, value);
};

const failing = (tag: string, value: string | null, reason: string): Failure => ({
  detail: { kind: 'tag', tag, value },
  reason,
});
