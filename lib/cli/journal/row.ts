import type { Cause, JournalEntry } from '../../model/journal.ts';
import type { Action, Plan } from '../../model/plan.ts';
import type { Asker } from '../../model/asker.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Tone } from '../../render/paint.ts';
import { changeText, type ChangeText } from './change-text.ts';

/** An entry as people read it. `undo`: whether a rollback may name it. */
export interface JournalRow extends ChangeText {
  readonly at: string;
  readonly id: string;
  readonly kind: JournalEntry['kind'];
  readonly account: string;
  readonly region: string;
  /** `account/region/ami-…` */
  readonly subject: string;
  readonly rule: string | null;
  /** Where a finding stands, or how an action ended. */
  readonly state: string | null;
  readonly tone: Tone;
  readonly who: string;
  readonly what: string;
  readonly plan: string | null;
  readonly policyHash: string | null;
  readonly event: string | null;
  readonly undo: boolean;
}

type Told = Pick<JournalRow, 'rule' | 'state' | 'tone' | 'who' | 'what' | 'plan' | 'policyHash' | 'event'>;

const US = 'ami-warden';

/** What is to be said of an entry. */
export const rowOf = (entry: JournalEntry): JournalRow => ({
  at: entry.at,
  id: entry.id,
  kind: entry.kind,
  account: entry.ref.account,
  region: entry.ref.region,
  subject: subjectKey(entry.ref),
  ...told(entry),
  ...changeText(entry),
  undo: entry.kind === 'outcome' && entry.outcome.kind === 'done',
});

const told = (entry: JournalEntry): Told => {
  switch (entry.kind) {
    case 'finding': {
      const { rule, reason, policyHash } = entry.finding;
      const what = `${rule} is ${entry.status}: ${reason}`;
      const tone = STATUS_TONES[entry.status];
      return { ...caused(entry.cause), rule, state: entry.status, tone, what, plan: null, policyHash };
    }
    case 'attempt':
      return {
        ...caused(entry.cause),
        rule: null,
        state: entry.cause.refused,
        tone: 'attention',
        what: `${entry.cause.event} was tried${refusal(entry.cause)}`,
        plan: null,
        policyHash: null,
      };
    case 'plan':
      return {
        ...OURS,
        ...asked(entry.by),
        event: entry.cause.event,
        what: `plan ${entry.plan.id}: ${planText(entry.plan)}`,
        plan: entry.plan.id,
        policyHash: entry.plan.policyHash,
      };
    case 'approval': {
      const { by, decision, planId, reason, limits } = entry;
      const through = limits === 'ignored' && decision === 'approved' ? ', whatever the limits' : '';
      return {
        ...OURS,
        ...asked(by),
        state: decision,
        tone: decision === 'approved' ? 'good' : 'attention',
        what: `plan ${planId} ${decision}${through}${reason === null ? '' : `: ${reason}`}`,
        plan: planId,
        event: null,
      };
    }
    case 'waiver': {
      const { by, rule, finding, until, reason, owner, ticket } = entry;
      const of = ticket === null ? owner : `${owner}, ${ticket}`;
      return {
        ...OURS,
        ...asked(by),
        rule,
        state: 'waived',
        tone: 'attention',
        what: `finding ${finding} waived until ${until}: ${reason} (${of})`,
        plan: null,
        event: null,
      };
    }
    case 'mute': {
      const { by, rule, finding, until } = entry;
      return {
        ...OURS,
        ...asked(by),
        rule,
        state: 'muted',
        tone: 'attention',
        what: `alerts of finding ${finding} muted until ${until}`,
        plan: null,
        event: null,
      };
    }
    case 'intent':
      return {
        ...OURS,
        ...asked(entry.by),
        ...actionOf(entry),
        event: null,
        what: `${actionText(entry.action)}: begun`,
      };
    case 'outcome':
      return {
        ...OURS,
        ...asked(entry.by),
        ...actionOf(entry),
        event: null,
        state: entry.outcome.kind,
        tone: OUTCOME_TONES[entry.outcome.kind],
        what: `${actionText(entry.action)}: ${endText(entry.outcome)}`,
      };
  }
};

const OURS = { rule: null, state: null, tone: 'none', who: US, policyHash: null } as const;

/** Whoever asked for it; we, on the policy's word, when nobody did. */
const asked = (by: Asker | undefined): Pick<Told, 'who'> => ({ who: by === undefined ? US : by.name });

const caused = ({ actor, event }: Cause): Pick<Told, 'who' | 'event'> => ({
  who: actor === null ? US : actor.name,
  event,
});

const refusal = ({ refused }: Cause): string => (refused === null ? '' : `, and AWS refused it: ${refused}`);

const actionOf = ({ action, planId }: { readonly action: Action; readonly planId: string }) => ({
  rule: action.rule,
  plan: planId,
});

const actionText = ({ action, rule }: Action): string => `${action} for ${rule}`;

const planText = ({ actions }: Plan): string =>
  actions.length === 0 ? 'nothing to do' : actions.map(actionText).join(', ');

const endText = (outcome: Extract<JournalEntry, { kind: 'outcome' }>['outcome']): string => {
  switch (outcome.kind) {
    case 'done':
      return 'done and read back';
    case 'unneeded':
      return 'there was nothing left to do';
    case 'unverified':
      return `not verified: ${outcome.reason}`;
    case 'under-way':
      return `under way: ${outcome.reason}`;
    case 'refused':
      return `refused: ${outcome.reason}`;
  }
};

const STATUS_TONES: Readonly<Record<Extract<JournalEntry, { kind: 'finding' }>['status'], Tone>> = {
  pending: 'attention',
  open: 'bad',
  waived: 'attention',
  fixed: 'good',
  closed: 'good',
};

const OUTCOME_TONES: Readonly<Record<Extract<JournalEntry, { kind: 'outcome' }>['outcome']['kind'], Tone>> = {
  done: 'good',
  'under-way': 'attention',
  unneeded: 'good',
  unverified: 'bad',
  refused: 'bad',
};
