import type { TagRequirement } from '../../../model/parameters.ts';
import { fitsPattern } from '../../pattern/fits-pattern.ts';
import { locate, type Problem } from '../source-file.ts';
import type { Warned } from './warned.ts';

const PLACEHOLDER = /\{(?:creator|created|account)\}/;

/** Values that `add-tags` would set and that the rule itself does not take: the finding would stay. Those with placeholders are not known here. */
export const warnOfTagValues = ({ content, written }: Warned): readonly Problem[] =>
  content.rules.flatMap(({ parameters, remediation }, index) => {
    const at = written.rules[index]?.at;
    if (parameters.kind !== 'required-tags' || at === undefined) return [];
    return Object.entries(remediation?.options?.tags ?? {}).flatMap(([tag, value]) => {
      const requirement = Object.entries(parameters.tags).find(([name]) => name === tag)?.[1];
      if (requirement === undefined || PLACEHOLDER.test(value) || takes(requirement, value)) return [];
      const message = `the rule does not take the value "${value}" of ${tag}, which add-tags would set`;
      return [{ at: (locate(at, ['remediate', 'tags', tag]) ?? at).keyAt, message }];
    });
  });

const takes = (requirement: TagRequirement, value: string): boolean => {
  if (value.trim() === '') return false;
  switch (requirement.kind) {
    case 'present':
      return true;
    case 'values':
      return requirement.values.includes(value);
    case 'pattern':
      return fitsPattern(requirement.pattern, value);
  }
};
