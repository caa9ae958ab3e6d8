import type { ImageChange } from '../../../model/change.ts';
import type { EvaluationInput } from '../../../model/finding.ts';
import type { Fact, SubjectState } from '../../../model/image.ts';
import type { Organization } from '../../../model/organization.ts';
import { isInstance, subjectKind, type SubjectRef } from '../../../model/subject.ts';
import type { InventoryEntry } from '../../inventory-file/read.ts';
import { NOT_READ, wholeState } from '../../inventory-file/subject-facts.ts';
import { SUBJECT_FACTS } from '../../../model/subject-facts.ts';
import { compareSubject, comparisonOf, type Comparison, type Policies, type RuleOutcome } from './compare.ts';
import { stateAfter, touchedBy } from './event-state.ts';
import type { PastEvents, Pending } from './past-events.ts';
import { Tally } from './tally.ts';

/** A rule's word on a subject, or on what a past event (`change`) made of it. */
export interface Row {
  readonly ref: SubjectRef;
  readonly imageName: string | null;
  readonly outcome: RuleOutcome;
  readonly change: ImageChange | null;
}

/**
 * What past events come to, each counted once for each of its subjects. `newlyFound`: findings under the candidate and not under
 * the other policy; `unclear`: some rule asks for what neither the event nor the inventory tells.
 */
export interface EventSums {
  readonly newlyFound: number;
  readonly noLongerFound: number;
  readonly newlyRemediated: number;
  readonly unclear: number;
}

/** What a back-test came to. `unread`: subjects of which the inventory lacks a fact that the candidate asks for. */
export interface BackTest {
  readonly subjects: Tally;
  readonly events: Tally;
  /** Of events on which the policies differ, oldest first. */
  readonly eventRows: readonly Row[];
  readonly eventSums: EventSums;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
  readonly badLines: number;
  readonly unread: number;
}

interface Given {
  readonly inventory: AsyncIterable<readonly InventoryEntry[]>;
  readonly events: PastEvents;
  readonly policies: Policies;
  /** Null: the one on the inventory's first line. */
  readonly organization: Organization | null;
  readonly now: Date;
}

/** There is nobody to say whose accounts these are: neither a file nor the inventory's first line. */
export class NoOrganization extends Error {
  override readonly name = 'NoOrganization';
}

// What is wrong with a whole file need not be said a hundred thousand times.
const MOST_BAD = 100;

/**
 * Judges every subject of an inventory, and every past event, under both policies. Rows are handed over as they come, so that
 * memory does not grow with the inventory. It is given nothing that could write.
 */
export const backTest = async (
  { inventory, events, policies, organization, now }: Given,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<BackTest> => {
  const run = new Run(policies, events, now, organization);
  for await (const entries of inventory) await take(entries.flatMap((entry) => run.judge(entry)));
  return run.end();
};

class Run {
  readonly #policies: Comparison;
  readonly #events: PastEvents;
  readonly #now: Date;
  readonly #subjects = new Tally();
  readonly #eventTally = new Tally();
  readonly #eventRows: Row[] = [];
  readonly #bad: { readonly line: number; readonly reason: string }[] = [];
  #organization: Organization | null;
  #launches: { readonly pending: Pending; readonly known: SubjectState | null }[] = [];
  #eventSums: EventSums = { newlyFound: 0, noLongerFound: 0, newlyRemediated: 0, unclear: 0 };
  #badLines = 0;
  #unread = 0;

  constructor(policies: Policies, events: PastEvents, now: Date, organization: Organization | null) {
    this.#policies = comparisonOf(policies);
    this.#events = events;
    this.#now = now;
    this.#organization = organization;
  }

  judge(entry: InventoryEntry): readonly Row[] {
    switch (entry.kind) {
      case 'organization':
        this.#organization ??= entry.organization;
        return [];
      case 'bad':
        this.#badLines += 1;
        if (this.#bad.length < MOST_BAD) this.#bad.push({ line: entry.line, reason: entry.reason });
        return [];
      case 'subject': {
        const { observedAt } = entry.state;
        // It was failing when it was observed, whoever noticed.
        const firstSeen = { get: (id: string): string => entry.firstSeen?.get(id) ?? observedAt };
        return this.#judgeSubject(entry.state, { firstSeen, grants: entry.grants });
      }
    }
  }

  end(): BackTest {
    for (const pending of this.#events.rest()) this.#judgeEvent(pending, null);
    for (const { pending, known } of this.#launches) this.#judgeLaunch(pending, known);
    return {
      subjects: this.#subjects,
      events: this.#eventTally,
      eventRows: this.#eventRows.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1)),
      eventSums: this.#eventSums,
      bad: this.#bad,
      badLines: this.#badLines,
      unread: this.#unread,
    };
  }

  #judgeSubject(known: SubjectState, recorded: Recorded): readonly Row[] {
    const state = wholeState(known);
    const touched = SUBJECT_FACTS[subjectKind(state.ref)];
    const { evaluation, rules } = this.#compare(state, touched, recorded, this.#now);
    this.#subjects.add(state.ref, rules);
    const lacks = evaluation.findings.some(
      ({ detail }) => detail.kind === 'unreadable' && detail.code === NOT_READ,
    );
    if (lacks) this.#unread += 1;
    for (const pending of this.#events.take(known)) this.#judgeEvent(pending, known);
    return rules.map((outcome) => ({ ref: state.ref, imageName: nameOf(state), outcome, change: null }));
  }

  #judgeEvent(pending: Pending, known: SubjectState | null): void {
    // The image that was launched may stand further down.
    if (isInstance(pending.ref)) this.#launches.push({ pending, known });
    else this.#judgeState(pending, stateAfter(pending.change, pending.ref, known, null));
  }

  #judgeLaunch(pending: Pending, known: SubjectState | null): void {
    const { ref, change } = pending;
    const one = change.instances.find(({ instance }) => isInstance(ref) && instance === ref.instance);
    const launched = this.#events.launchedImage(one?.image ?? null) ?? null;
    this.#judgeState(pending, stateAfter(change, ref, known, launched));
  }

  #judgeState({ ref, change }: Pending, state: SubjectState | null): void {
    if (state === null) return;
    const { rules } = this.#compare(state, touchedBy(change), NOTHING, new Date(change.at));
    this.#eventTally.add(ref, rules);
    const told = rules.filter(({ change: word }) => !word.endsWith('unreadable'));
    this.#count(told, told.length < rules.length);
    const differing = told.filter(({ differs }) => differs);
    this.#eventRows.push(...differing.map((outcome) => ({ ref, imageName: nameOf(state), outcome, change })));
  }

  #count(told: readonly RuleOutcome[], isUnclear: boolean): void {
    const has = (test: (outcome: RuleOutcome) => boolean): number => (told.some(test) ? 1 : 0);
    const sums = this.#eventSums;
    this.#eventSums = {
      newlyFound:
        sums.newlyFound + has(({ change }) => change === 'newly-failing' || change === 'newly-in-grace'),
      noLongerFound: sums.noLongerFound + has(({ change }) => change === 'newly-fixed'),
      newlyRemediated: sums.newlyRemediated + has(({ actions }) => actions.some(({ isNew }) => isNew)),
      unclear: sums.unclear + (isUnclear ? 1 : 0),
    };
  }

  #compare(state: SubjectState, touched: readonly Fact[], recorded: Recorded, now: Date) {
    if (this.#organization === null) throw new NoOrganization();
    return compareSubject({ state, touched, ...recorded, now }, this.#policies, this.#organization);
  }
}

type Recorded = Pick<EvaluationInput, 'firstSeen' | 'grants'>;

const NOTHING: Recorded = { firstSeen: new Map(), grants: new Map() };

const nameOf = ({ image }: SubjectState): string | null =>
  image?.kind === 'known' ? image.value.name : null;

const timeOf = ({ change }: Row): string => change?.at ?? '';
