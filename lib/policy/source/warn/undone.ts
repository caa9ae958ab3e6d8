import type { ActionName } from '../../../model/words.ts';
import type { Located, Problem } from '../source-file.ts';
import { reachOf } from './reach.ts';
import type { Warned } from './warned.ts';

/** What a policy may name and this version does not carry out. Whoever writes one of these actions takes its name from here. */
export const UNDONE: readonly ActionName[] = ['encrypted-copy'];

/** Remediations that enforce would come to, and that are left to people. */
export const warnOfUndone = ({ content, written }: Warned): readonly Problem[] => {
  const reach = reachOf(content);
  const enforces = (id: string): boolean => reach.get(id)?.enforces === true;
  const ofRules = content.rules.flatMap(({ id, remediation }, index) =>
    enforces(id) ? warning(remediation?.action, written.rules[index]?.at) : [],
  );
  const ofChanges = content.overrides.flatMap(({ rules }, number) =>
    rules.flatMap(({ id, remediation }, index) =>
      enforces(id) ? warning(remediation?.action, written.overrides[number]?.changes[index]?.at) : [],
    ),
  );
  return [...ofRules, ...ofChanges];
};

const warning = (action: ActionName | undefined, at: Located | undefined): readonly Problem[] => {
  if (action === undefined || at === undefined || !UNDONE.includes(action)) return [];
  const place = (at.parts.get('remediate') ?? at).keyAt;
  return [
    {
      at: place,
      message: `${action} is done by people in this version: enforce tells of it, and does what notify does`,
    },
  ];
};
