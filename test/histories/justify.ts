import type { Evaluation, Finding } from '../../lib/model/finding.ts';
import type { SubjectState } from '../../lib/model/image.ts';
import type { JournalEntry } from '../../lib/model/journal.ts';
import { REPLACED_AT } from '../../lib/model/copy-tags.ts';
import type { Action, Aspects, Write } from '../../lib/model/plan.ts';
import { exceptPrincipals, principalKey } from '../../lib/model/principal.ts';
import { isImage, isInstance, subjectKey, subjectKind, type SubjectRef } from '../../lib/model/subject.ts';
import { firstSeenOf, grantsOf } from '../../lib/app/record-findings.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { factsOfRules } from '../../lib/policy/facts-for.ts';
import { narrowAction } from '../../lib/remediation/narrow.ts';
import { planRemediation } from '../../lib/remediation/plan.ts';
import type { NewEntry } from '../../lib/ports/journal.ts';
import { truthOf } from './estate.ts';
import type { System } from './system.ts';
import type { Watch } from './watch.ts';
import type { Worker } from './worker.ts';

type Entry<Kind extends NewEntry['kind']> = Extract<NewEntry, { kind: Kind }>;
type Intent = Entry<'intent'>;

/** A subject as it really is, and what the policy in force says of it. */
export interface Judged {
  readonly state: SubjectState;
  readonly evaluation: Evaluation;
}

/** Null when it is gone. */
export const judge = async (system: System, ref: SubjectRef): Promise<Judged | null> => {
  const facts = factsOfRules(system.policy, ref.account, ref.region, subjectKind(ref));
  const { lagMs } = system.stage;
  system.stage.lagMs = 0;
  const befalls = system.stage.befalls;
  system.stage.befalls = null;
  try {
    const observation = isImage(ref)
      ? await system.eyes.observe(ref, facts)
      : isInstance(ref)
        ? await system.eyes.observeInstance(ref, null, facts)
        : { kind: 'state' as const, state: await system.eyes.observeAccountRegion(ref, facts) };
    if (observation.kind === 'gone') return null;
    const records = await system.journal.findings(ref);
    const { state } = observation;
    const evaluation = evaluate({
      state,
      policy: system.policy,
      organization: system.organization(),
      touched: facts,
      firstSeen: firstSeenOf(records),
      grants: grantsOf(records),
      now: system.clock.now(),
    });
    return { state, evaluation };
  } finally {
    system.stage.lagMs = lagMs;
    system.stage.befalls = befalls;
  }
};

/** Holds what a write names against what fails, by the subject as it really is, wherever nobody else was at it meanwhile. */
export class Justify {
  private readonly system: () => System;
  /** When the policy was changed last. */
  policyAt = 0;

  constructor(system: () => System) {
    this.system = system;
  }

  async check(
    watch: Watch,
    worker: Worker,
    intent: Intent,
    write: Write,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const where = `${worker.name} ${write.kind} on ${subjectKey(intent.ref)}`;
    if (intent.action.action === 'rollback') {
      const undone = entries.some(
        (entry) =>
          entry.kind === 'outcome' &&
          (entry.outcome.kind === 'done' || entry.outcome.kind === 'unverified') &&
          entry.planId === intent.planId,
      );
      if (!undone) watch.fail('minimal', `${where} takes back what was never done`);
      return;
    }
    if (this.isUncertain(watch, worker, intent.ref)) return;
    const judged = await judge(this.system(), intent.ref);
    const failing = (judged?.evaluation.findings ?? []).filter(
      ({ rule, waiver, mode, graceUntil }) =>
        rule === intent.action.rule &&
        waiver === null &&
        (intent.by !== undefined || (mode === 'enforce' && graceUntil === null)),
    );
    const named = write.kind === 'tags' ? withoutOurs(write, intent.action) : write;
    for (const what of missingFrom(named, failing)) {
      watch.fail('minimal', `${where} names ${what}, which does not fail`);
    }
    for (const what of amissOnCopy(write, truthOf(this.system().ec2.world, intent.ref), judged)) {
      watch.fail('minimal', `${where} ${what}`);
    }
  }

  /** What is said to be open, or not, is so. */
  async checkStatus(watch: Watch, worker: Worker, entry: Entry<'finding'>): Promise<void> {
    const { ref, finding, status, cause } = entry;
    // Of a rollback it is said before the write; and whoever waives something has not looked again.
    const isUnseen = cause.event === 'Rollback' || worker.name.startsWith('waive');
    if (finding.detail.kind === 'unreadable' || isUnseen) return;
    if (this.isUncertain(watch, worker, ref)) return;
    const holds = (await judge(this.system(), ref))?.evaluation.findings ?? [];
    const isOpen = status !== 'closed' && status !== 'fixed';
    if (isOpen === holds.some(({ id }) => id === finding.id)) return;
    const what = `${finding.rule} ${JSON.stringify(finding.detail)}`;
    watch.fail('truth', `${worker.name} says ${status} of ${what} on ${subjectKey(ref)}; it is not so`);
  }

  /** What is said to be unneeded is so, or a person has taken it back. */
  async checkUnneeded(watch: Watch, worker: Worker, entry: Entry<'outcome'>): Promise<void> {
    const { ref, action, planId } = entry;
    if (action.action === 'rollback' || entry.by !== undefined) return;
    if (this.isUncertain(watch, worker, ref)) return;
    const judged = await judge(this.system(), ref);
    if (judged === null) return;
    const entries = await this.system().journal.entries(ref);
    const isTakenBack = entries.some(
      (one) => one.kind === 'outcome' && one.planId === planId && one.action.action === 'rollback',
    );
    const { state, evaluation } = judged;
    const due = narrowAction(action, planRemediation(evaluation, { state, creator: 'nobody', by: 'policy' }));
    if (isTakenBack || due === null) return;
    watch.fail(
      'truth',
      `${worker.name} says that ${action.action} on ${subjectKey(ref)} is not needed; it is`,
    );
  }

  private isUncertain(watch: Watch, worker: Worker, ref: SubjectRef): boolean {
    return watch.isUncertain(ref, worker.since) || this.policyAt >= worker.since;
  }
}

/** What marks an original as replaced is of no rule. */
const withoutOurs = (write: Extract<Write, { kind: 'tags' }>, { action }: Action): Write => {
  const isOurs = (tag: string): boolean => action === 'encrypted-copy' && tag === REPLACED_AT;
  return { ...write, set: Object.fromEntries(Object.entries(write.set).filter(([tag]) => !isOurs(tag))) };
};

/** Who is let in on a copy may launch the original, and the policy allows it; what is taken away has failed. */
const amissOnCopy = (write: Write, truth: Aspects, judged: Judged | null): readonly string[] => {
  if (write.kind === 'copy-removal') {
    const state = truth.copies?.find(({ image }) => image === write.copy)?.state;
    return state === 'failed' ? [] : [`takes away a copy that is ${String(state)}`];
  }
  if (write.kind !== 'copy-permission') return [];
  const failing = (judged?.evaluation.findings ?? []).flatMap(({ detail, waiver }) =>
    detail.kind === 'principal' && waiver === null ? [detail.principal] : [],
  );
  const allowed = exceptPrincipals(truth.launchPermission ?? [], failing);
  return [...exceptPrincipals(write.add, allowed), ...write.remove].map(
    (one) => `lets ${principalKey(one)} in on a copy, or out of it`,
  );
};

/** What a write would change that none of these findings tells of. */
const missingFrom = (write: Write, findings: readonly Finding[]): readonly string[] => {
  const details = findings.map(({ detail }) => detail);
  switch (write.kind) {
    case 'launch-permission': {
      const keys = new Set(
        details.flatMap((one) => (one.kind === 'principal' ? [principalKey(one.principal)] : [])),
      );
      return [...write.remove, ...write.add].map(principalKey).filter((key) => !keys.has(key));
    }
    case 'snapshot-permission': {
      const keys = new Set(
        details.flatMap((one) =>
          one.kind === 'snapshot-principal' && one.snapshot === write.snapshot
            ? [principalKey(one.principal)]
            : [],
        ),
      );
      return [...write.remove, ...write.add].map(principalKey).filter((key) => !keys.has(key));
    }
    case 'tags': {
      const tags = new Set(details.flatMap((one) => (one.kind === 'tag' ? [one.tag] : [])));
      return [...Object.keys(write.set), ...Object.keys(write.remove)].filter((tag) => !tags.has(tag));
    }
    case 'deprecation':
    case 'availability':
    case 'registration':
    case 'guardrail':
    case 'usage-report':
    case 'quota-request':
    case 'copy':
    case 'copy-permission':
    case 'copy-removal':
      return findings.length > 0 ? [] : [write.kind];
  }
};
