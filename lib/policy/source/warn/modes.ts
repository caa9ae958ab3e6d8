import { locate, type Located, type Problem } from '../source-file.ts';
import { reachOf, type Reach } from './reach.ts';
import type { Warned } from './warned.ts';

/** Modes that do not do what they sound like, and remediations that no mode comes to. */
export const warnOfModes = ({ content, written }: Warned): readonly Problem[] => {
  const reach = reachOf(content);
  const warnings: Problem[] = [];
  for (const [index, rule] of content.rules.entries()) {
    const at = written.rules[index]?.at;
    const own = reach.get(rule.id);
    if (at === undefined || own === undefined) continue;
    if (!own.isOn)
      warnings.push({ at: rule.source, message: `\`${rule.id}\` is off, and nothing turns it on` });
    else if (rule.remediation === null && (rule.mode === 'enforce' || rule.enforceFrom !== null)) {
      warnings.push({
        at: rule.source,
        message: `\`${rule.id}\` has no remediation: enforce does there what notify does`,
      });
    }
    if (rule.remediation !== null) warnings.push(...idle(rule.id, at, own));
  }
  for (const { changes } of written.overrides) {
    for (const { id, at, source } of changes) {
      const own = reach.get(id);
      if (own !== undefined && source.remediate !== 'none') warnings.push(...idle(id, at, own));
    }
  }
  return [...warnings, ...warnOfSilence({ content, written })];
};

/** `remediate` where the rule never comes to it. */
const idle = (id: string, at: Located, { isOn, enforces }: Reach): readonly Problem[] => {
  const remediate = at.parts.get('remediate');
  if (remediate === undefined || enforces || !isOn) return [];
  return [
    {
      at: remediate.keyAt,
      message: `\`remediate\` of \`${id}\` is never done: no mode of it comes to enforce`,
    },
  ];
};

const warnOfSilence = ({ content, written }: Pick<Warned, 'content' | 'written'>): readonly Problem[] => {
  const tells = content.rules.some(({ mode }) => mode === 'notify' || mode === 'enforce');
  if (!tells || content.notify.default.to.length > 0) return [];
  const at = (locate(written.root, ['notify']) ?? written.root).keyAt;
  return [{ at, message: 'notify names no default target: what no route takes is told to nobody' }];
};
