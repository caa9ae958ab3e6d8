import type { KnownFacts } from '../../model/image.ts';
import { principalKey } from '../../model/principal.ts';
import { writeText } from '../../render/write-text.ts';
import { plainWording } from '../../render/wording.ts';
import type { FactUse, RuleExplanation, WaiverUse } from '../../policy/explain.ts';
import { detailKey } from '../../policy/finding-id.ts';
import type { Scope } from '../../policy/scope.ts';
import type { ScopeReason } from '../../policy/scope-reasons.ts';
import type { ChainStep, MemberChange } from '../../policy/setting-chain.ts';
import { durationText } from '../../render/duration-text.ts';
import { remediationText } from '../output/remediation-text.ts';
import type { Explained } from './explained.ts';

/** Lines under a title; none where there is nothing to say. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What led to a rule's verdict, a section each. */
export const sectionsOf = (rule: RuleExplanation, explained: Explained): readonly Section[] => [
  { title: 'findings', lines: rule.findings.map(findingLine) },
  { title: 'set by', lines: chainLines(rule, explained) },
  { title: 'waivers', lines: rule.waivers.map((waiver) => waiverLine(waiver, explained)) },
  { title: 'facts', lines: rule.facts.map(factLine) },
  { title: 'mode', lines: [modeLine(rule)] },
  { title: 'grace', lines: graceLines(rule) },
  { title: 'enforce', lines: enforceLines(rule, explained) },
];

const findingLine = ({
  id,
  detail,
  reason,
  waiver,
  graceUntil,
}: RuleExplanation['findings'][number]): string => {
  const waived = waiver === null ? '' : ` (waived by ${waiver})`;
  const grace = graceUntil === null ? '' : ` (in its grace until ${graceUntil})`;
  return `${id}  ${detailKey(detail)}: ${reason}${waived}${grace}`;
};

const chainLines = ({ chain, borrows }: RuleExplanation, { place }: Explained): readonly string[] => [
  `defaults: ${list(Object.entries(chain.defaults).map(([member, value]) => `${member} ${valueText(value)}`))}`,
  ...chain.steps.map((step) => `${place(step.source)} ${stepText(step)}`),
  ...(borrows === null ? [] : [`${place(borrows.source)} allow: what rule ${borrows.id} allows here`]),
];

const stepText = (step: ChainStep): string => {
  const { kind, name, scope, reasons, changes } = step;
  const what = changes.length === 0 ? 'changes nothing' : list(changes.map(changeText));
  if (kind === 'rule')
    return `rule ${name}: ${what}${reasons.length === 0 ? '' : `; asked for here? ${why(scope, reasons)}`}`;
  return `override ${name} ${APPLIED[scope]} (${why(scope, reasons)}): ${what}`;
};

const APPLIED: Readonly<Record<Scope, string>> = {
  yes: 'applied',
  no: 'not applied',
  unknown: 'cannot be told',
};

/** The conditions that decide: those that fail, or else those that cannot be told, or else all. */
const why = (scope: Scope, reasons: readonly ScopeReason[]): string =>
  list(
    reasons.filter((reason) => reason.scope === scope).map(({ reason }) => reason),
    '; ',
  ) || 'it has no conditions';

const changeText = ({ member, from, to }: MemberChange): string => {
  if (to === undefined) return `${member} taken away`;
  return from === undefined
    ? `${member} ${valueText(to)}`
    : `${member} ${valueText(from)} -> ${valueText(to)}`;
};

const waiverLine = ({ waiver, inForce, scope, reasons, covers }: WaiverUse, { place }: Explained): string => {
  const until = inForce ? `in force until ${waiver.expires}` : `lapsed on ${waiver.expires}`;
  const holds = `${HOLDS[scope]} (${why(scope, reasons)})`;
  const covered = covers.length === 0 ? 'waives nothing' : `waives ${list(covers)}`;
  return `${place(waiver.source)} ${waiver.id}: ${until}, ${holds}, ${covered}`;
};

const HOLDS: Readonly<Record<Scope, string>> = {
  yes: 'holds here',
  no: 'does not hold here',
  unknown: 'cannot be told',
};

const factLine = ({ fact, datum, observedAt }: FactUse): string => {
  switch (datum.kind) {
    case 'known':
      return `${fact} (observed ${observedAt}): ${factText(fact, datum.value)}`;
    case 'fault':
      return `${fact} (asked ${observedAt}): ${datum.operation} answered ${datum.code}: ${datum.message}`;
    case 'unread':
      return `${fact}: nobody has read it`;
  }
};

const modeLine = ({ mode }: RuleExplanation): string => {
  const { set, now, enforceFrom } = mode;
  if (enforceFrom === null) return now;
  return now === set ? `${now}; enforce from ${enforceFrom}` : `${now} since ${enforceFrom} (set to ${set})`;
};

const graceLines = ({ graceSeconds, verdict }: RuleExplanation): readonly string[] => {
  if (graceSeconds === 0) return [];
  const until = verdict?.until ?? null;
  return [`${durationText(graceSeconds)} from first seen${until === null ? '' : `, until ${until}`}`];
};

const enforceLines = (rule: RuleExplanation, { plan, explanation }: Explained): readonly string[] => {
  const actions = (plan?.actions ?? []).filter((action) => action.rule === rule.rule);
  if (actions.length > 0) {
    return actions.map(({ action, writes, limitPerHour }) => {
      const limit = limitPerHour === null ? '' : `, at most ${String(limitPerHour)} an hour`;
      const what = writes.map((write) => writeText(write, { accountName: () => null }, plainWording));
      return `${action}: ${list(what)}${limit}`;
    });
  }
  const failing = rule.findings.filter(
    (finding) => finding.waiver === null && finding.detail.kind !== 'unreadable',
  );
  const [first] = failing;
  if (first === undefined) return [];
  if (rule.mode.now !== 'enforce') {
    const would = first.remediation === null ? 'nothing' : remediationText(first.remediation);
    return [`nothing now: the mode is ${rule.mode.now}; under enforce: ${would}`];
  }
  if (first.graceUntil !== null) return [`nothing before ${first.graceUntil}`];
  if (first.remediation === null) return ['nothing: the policy names no remediation'];
  const hasError = explanation.evaluation.verdicts.some(({ verdict }) => verdict === 'error');
  if (hasError) return ['nothing: what could not be read in full is not acted on'];
  return [`${remediationText(first.remediation)}: left to people`];
};

const LONGEST = 160;

const valueText = (value: unknown): string => {
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
};

const factText = (fact: FactUse['fact'], value: unknown): string => {
  if (fact !== 'launchPermission') return valueText(value);
  const principals = value as KnownFacts['launchPermission'];
  return valueText(list(principals.map(principalKey)) || 'nobody');
};

const list = (texts: readonly string[], separator = ', '): string => texts.join(separator);
