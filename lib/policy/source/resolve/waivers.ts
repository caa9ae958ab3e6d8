import type { Waiver } from '../../../model/policy.ts';
import { locate, type Problem } from '../source-file.ts';
import { checkWaiver, resolveWaiver, warnOfWaiver } from './waiver.ts';
import type { WrittenPolicy } from './written.ts';

/** The waivers of all files. */
export const resolveWaivers = (
  { head, root, groups, waivers }: WrittenPolicy,
  now: Date | null,
): {
  readonly settings: readonly Waiver[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} => {
  const policy = head.waiverPolicy ?? {};
  const settings: Waiver[] = [];
  const ids = new Set<string>();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const { source, at } of waivers) {
    const waiver = resolveWaiver(source, at, groups);
    if (ids.has(waiver.id)) {
      problems.push({
        at: (locate(at, ['id']) ?? at).at,
        message: `waiver ${waiver.id} stands there already: expected an id of its own`,
      });
    }
    ids.add(waiver.id);
    settings.push(waiver);
    problems.push(...checkWaiver(waiver, at, policy, now));
    if (now !== null) warnings.push(...warnOfWaiver(waiver, policy, now));
  }
  if (now === null && policy.maxDays !== undefined && settings.length > 0) {
    const at = (locate(root, ['waiverPolicy', 'maxDays']) ?? root).keyAt;
    warnings.push({ at, message: 'maxDays was not held against the waivers: no date was given' });
  }
  return { settings, problems, warnings };
};
