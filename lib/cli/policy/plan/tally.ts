import { remediationFor } from '../../../remediation/remediation-for.ts';
import { removedPrincipals } from '../../../remediation/removed-principals.ts';
import type { AccountId } from '../../../model/ids.ts';
import { principalKey, type Principal } from '../../../model/principal.ts';
import { isImage, type SubjectRef } from '../../../model/subject.ts';
import type { Change, RuleOutcome } from './compare.ts';

/** What one rule comes to in one account, in subjects. `stillOtherwise`: failing under both, with other findings, mode, severity or action. */
export interface RuleTally {
  readonly rule: string;
  readonly account: AccountId;
  readonly newlyFailing: number;
  readonly newlyFixed: number;
  readonly stillFailing: number;
  readonly stillOtherwise: number;
  readonly inGrace: number;
  readonly unreadable: number;
}

/** What `enforce` would do by one rule and action. `principals`: who would lose a launch permission, and of how many subjects. */
export interface ActionTally {
  readonly action: string;
  readonly rule: string;
  readonly subjects: number;
  /** Those of them to which the other policy would not do it. */
  readonly newly: number;
  readonly limitPerHour: number | null;
  readonly principals: readonly { readonly principal: string; readonly subjects: number }[];
  /** The kinds of writes that it takes. */
  readonly writes: readonly string[];
}

/** What is enforced and left to people: the policy asks for an approval, or the service has no such action of its own. */
export interface LeftTally {
  readonly action: string;
  readonly rule: string;
  readonly subjects: number;
}

/** Who would be hit by what is new: subjects newly failing, and those that `enforce` would change. */
export interface Hit {
  readonly account: AccountId;
  readonly newlyFailing: number;
  readonly changed: number;
}

type Counts = { -readonly [Name in keyof Omit<RuleTally, 'rule' | 'account'>]: number };

const COUNTED: Readonly<Record<Change, keyof Counts>> = {
  'newly-failing': 'newlyFailing',
  'newly-fixed': 'newlyFixed',
  'still-failing': 'stillFailing',
  'newly-in-grace': 'inGrace',
  'still-in-grace': 'inGrace',
  'newly-unreadable': 'unreadable',
  'still-unreadable': 'unreadable',
};

// A table shows some; all of them stand in the rows.
const EXAMPLES = 10;

/** Sums up outcomes without keeping them: its size grows with rules, accounts and principals, not with images. */
export class Tally {
  readonly #rules = new Map<string, Pick<RuleTally, 'rule' | 'account'> & Counts>();
  readonly #actions = new Map<
    string,
    Omit<ActionTally, 'principals' | 'subjects' | 'newly' | 'writes'> & {
      readonly writes: Set<string>;
      subjects: number;
      newly: number;
      readonly principals: Map<string, number>;
    }
  >();
  readonly #left = new Map<string, LeftTally & { subjects: number }>();
  readonly #hits = new Map<AccountId, { newlyFailing: number; changed: number }>();
  readonly #images: SubjectRef[] = [];
  #hitImages = 0;
  #subjects = 0;
  #differing = 0;

  /** Adds what one subject came to. */
  add(ref: SubjectRef, outcomes: readonly RuleOutcome[]): void {
    this.#subjects += 1;
    for (const outcome of outcomes) this.#addRule(ref, outcome);
    this.#addHit(ref, outcomes);
  }

  /** How many subjects were judged. */
  get subjects(): number {
    return this.#subjects;
  }

  /** On how many rules of subjects the policies differ. */
  get differing(): number {
    return this.#differing;
  }

  get rules(): readonly RuleTally[] {
    return [...this.#rules.values()].toSorted(by(({ rule, account }) => `${rule} ${account}`));
  }

  get actions(): readonly ActionTally[] {
    return [...this.#actions.values()]
      .map((one) => ({
        ...one,
        writes: [...one.writes].toSorted(),
        principals: [...one.principals]
          .map(([principal, subjects]) => ({ principal, subjects }))
          .toSorted((a, b) => b.subjects - a.subjects || (a.principal < b.principal ? -1 : 1)),
      }))
      .toSorted(by(({ rule, action }) => `${rule} ${action}`));
  }

  get left(): readonly LeftTally[] {
    return [...this.#left.values()].toSorted(by(({ rule, action }) => `${rule} ${action}`));
  }

  /** Accounts, those with most first. */
  get hits(): readonly Hit[] {
    return [...this.#hits]
      .map(([account, counts]) => ({ account, ...counts }))
      .toSorted(
        (a, b) => b.newlyFailing + b.changed - a.newlyFailing - a.changed || (a.account < b.account ? -1 : 1),
      );
  }

  /** How many images would be hit, and some of them. */
  get images(): { readonly count: number; readonly some: readonly SubjectRef[] } {
    return { count: this.#hitImages, some: this.#images };
  }

  #addRule({ account }: SubjectRef, outcome: RuleOutcome): void {
    const { rule, change, differs, actions, left } = outcome;
    if (differs) this.#differing += 1;
    const counts = found(this.#rules, `${rule} ${account}`, () => ({ rule, account, ...NOTHING }));
    counts[COUNTED[change]] += 1;
    if (change === 'still-failing' && differs) counts.stillOtherwise += 1;
    for (const { action, isNew } of actions) {
      const { limitPerHour } = action;
      const one = found(this.#actions, `${rule} ${action.action}`, () => ({
        ...{ action: action.action, rule, limitPerHour, subjects: 0, newly: 0 },
        principals: new Map<string, number>(),
        writes: new Set<string>(),
      }));
      one.subjects += 1;
      for (const { kind } of action.writes) one.writes.add(kind);
      if (isNew) one.newly += 1;
      for (const key of keysOf(removedPrincipals(action)))
        one.principals.set(key, (one.principals.get(key) ?? 0) + 1);
    }
    for (const action of new Set(left.flatMap((finding) => remediationFor(finding)?.action ?? []))) {
      found(this.#left, `${rule} ${action}`, () => ({ action, rule, subjects: 0 })).subjects += 1;
    }
  }

  #addHit(ref: SubjectRef, outcomes: readonly RuleOutcome[]): void {
    const fails = outcomes.some(({ change }) => change === 'newly-failing');
    const changes = outcomes.some(({ actions }) => actions.some(({ isNew }) => isNew));
    if (!fails && !changes) return;
    const hit = found(this.#hits, ref.account, () => ({ newlyFailing: 0, changed: 0 }));
    if (fails) hit.newlyFailing += 1;
    if (changes) hit.changed += 1;
    if (!isImage(ref)) return;
    this.#hitImages += 1;
    if (this.#images.length < EXAMPLES) this.#images.push(ref);
  }
}

const NOTHING: Readonly<Counts> = {
  newlyFailing: 0,
  newlyFixed: 0,
  stillFailing: 0,
  stillOtherwise: 0,
  inGrace: 0,
  unreadable: 0,
};

// Somebody may lose an image and its snapshots by one action.
const keysOf = (principals: readonly Principal[]): ReadonlySet<string> =>
  new Set(principals.map(principalKey));

const found = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
};

const by =
  <Value>(key: (value: Value) => string) =>
  (one: Value, other: Value): number =>
    key(one) < key(other) ? -1 : 1;
