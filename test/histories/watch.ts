import type { JournalEntry } from '../../lib/model/journal.ts';
import type { Action, Aspects, Plan, Write } from '../../lib/model/plan.ts';
import { subjectKey, type SubjectRef } from '../../lib/model/subject.ts';
import type { Lease, LimitTake, NewEntry } from '../../lib/ports/journal.ts';
import { takesOf } from '../../lib/remediation/limits.ts';
import { leftOf } from '../../lib/remediation/writes.ts';
import { differences, truthOf } from './estate.ts';
import type { Limits } from './count-limits.ts';
import type { Justify } from './justify.ts';
import { beyond, covers } from './reach.ts';
import type { System } from './system.ts';
import type { Watcher, Worker } from './worker.ts';

/** A write of ours that changed something. */
export interface Effect {
  readonly at: number;
  readonly ref: SubjectRef;
  readonly intent: string;
  readonly action: Action;
  readonly planId: string;
  readonly byPerson: boolean;
  readonly worker: Worker;
  readonly before: Aspects;
  readonly after: Aspects;
}

type Intent = Extract<NewEntry, { kind: 'intent' }>;

/** The calls by which the service may change anything: none of them resets. */
const OWN_CALLS =
  /^(ModifyImageAttribute|ModifySnapshotAttribute|CreateTags|DeleteTags|(Enable|Disable)Image|(Enable|Disable)ImageDeprecation|CopyImage|DeregisterImage|RestoreImageFromRecycleBin|CreateImageUsageReport|(Enable|Disable)(Image|Snapshot)BlockPublicAccess|(Enable|Disable)EbsEncryptionByDefault)$/;

/** Holds every call of a port against the laws, as it is made. */
export class Watch implements Watcher {
  readonly broken: string[] = [];
  readonly effects: Effect[] = [];
  /** Every entry as it was appended, by subject and id. */
  readonly appended = new Map<string, string>();
  /** When somebody else changed a subject last, by its account and region. */
  readonly foreign = new Map<string, number>();
  lagged = 0;
  private readonly leases = new Map<
    string,
    { readonly number: number; readonly until: string; readonly worker: Worker }
  >();
  private readonly system: () => System;
  private readonly limits: Limits;
  private readonly justify: Justify;

  constructor(system: () => System, limits: Limits, justify: Justify) {
    this.system = system;
    this.limits = limits;
    this.justify = justify;
  }

  fail(law: string, what: string): void {
    this.broken.push(`${law}: ${what}`);
  }

  policyChanged(): void {
    this.justify.policyAt = this.system().now();
  }

  /** A call of EC2 that changed something, by whomever. */
  onCall(isOurs: boolean, account: string, region: string, operation: string): void {
    if (!isOurs) {
      this.foreign.set(`${account}/${region}`, this.system().now());
      return;
    }
    if (!OWN_CALLS.test(operation)) this.fail('no reset', `the writer called ${operation}`);
  }

  /** Whether anybody else changed a subject, or reads lagged, since a worker began, or shortly before that. */
  isUncertain(ref: SubjectRef, since: number): boolean {
    const foreign = this.foreign.get(`${ref.account}/${ref.region}`) ?? 0;
    return foreign >= since || this.lagged >= since - 20_000;
  }

  async before(worker: Worker, port: string, call: string, args: readonly unknown[]): Promise<void> {
    if (this.system().stage.lagMs > 0) this.lagged = this.system().now();
    if (port === 'writer') await this.beforeWrite(worker, args[0] as SubjectRef, args[1] as Write);
    if (port === 'journal' && call === 'append') this.beforeAppend(worker, args[0] as NewEntry);
  }

  async after(
    worker: Worker,
    port: string,
    call: string,
    args: readonly unknown[],
    answer: unknown,
  ): Promise<void> {
    if (port === 'writer') this.afterWrite(worker, args[0] as SubjectRef, args[1] as Write, answer);
    if (answer instanceof Error) {
      if (port === 'brake') worker.memory.set('brake', 'unknown');
      return;
    }
    if (port === 'brake') worker.memory.set('brake', (answer as { readonly kind: string }).kind);
    if (port !== 'journal') return;
    if (call === 'append') await this.afterAppend(worker, args[0] as NewEntry, String(answer));
    if (call === 'takeLease' || call === 'holdLease') this.noteLease(worker, call, args, answer);
    if (call === 'takeFromLimits' && answer === null) {
      worker.memory.set('takes', { takes: args[0], at: args[1] });
    }
  }

  private noteLease(worker: Worker, call: string, args: readonly unknown[], answer: unknown): void {
    const lease = call === 'takeLease' ? (answer as Partial<Lease>) : (args[0] as Lease);
    if (lease.number === undefined || lease.ref === undefined || answer === false) return;
    const until = call === 'takeLease' ? (lease.until ?? '') : String(args[2]);
    const key = subjectKey(lease.ref);
    const known = this.leases.get(key);
    if (call === 'takeLease' && known !== undefined && known.number >= lease.number) {
      this.fail('lease', `number ${String(lease.number)} of ${key} is not above ${String(known.number)}`);
    }
    this.leases.set(key, { number: lease.number, until, worker });
  }

  private async beforeWrite(worker: Worker, ref: SubjectRef, write: Write): Promise<void> {
    const system = this.system();
    const now = system.clock.now().toISOString();
    const where = `${worker.name} ${write.kind} on ${subjectKey(ref)}`;
    const intent = worker.memory.get('intent') as (Intent & { readonly id: string }) | undefined;
    if (intent === undefined || subjectKey(intent.ref) !== subjectKey(ref) || !covers(intent.action, write)) {
      this.fail('journal first', `${where} has no intent`);
      return;
    }
    if (worker.memory.get('brake') !== 'running')
      this.fail('pause', `${where} without looking at the switch`);
    worker.memory.delete('brake');
    const lease = this.leases.get(subjectKey(ref));
    if (lease?.worker !== worker || lease.until <= now) this.fail('lease', `${where} without a lease`);
    worker.memory.set('before', truthOf(system.ec2.world, ref));
    const { action, planId } = intent;
    const plan = await system.journal.planById(planId);
    const entries = await system.journal.entries(ref);
    if (intent.by === undefined && action.action !== 'prepare') {
      this.checkLimits(worker, plan, action, where);
    }
    if (action.action !== 'rollback') this.checkApproval(plan, entries, intent, worker);
    const cause = entries.find((entry) => entry.kind === 'plan' && entry.plan.id === planId);
    // Known is what the journal was told of: an answer that was lost names no request.
    const request = cause?.kind === 'plan' ? system.requests.get(cause.cause.eventId) : undefined;
    const isOwn = request !== undefined && (await system.journal.isOwnRequest(ref, request));
    if (intent.by === undefined && isOwn) {
      this.fail('own', `${where} because of an event of our own`);
    }
    if (action.action !== 'prepare') await this.justify.check(this, worker, intent, write, entries);
  }

  private checkLimits(worker: Worker, plan: Plan | null, action: Action, where: string): void {
    if (plan === null) return;
    const asked = takesOf({ ...plan, actions: [action] }, this.system().policy.limits, null);
    const taken = worker.memory.get('takes') as
      { readonly takes: readonly LimitTake[]; readonly at: string } | undefined;
    if (asked.length > 0 && taken === undefined) {
      this.fail('limits', `${where} took from no limit`);
      return;
    }
    if (taken !== undefined) worker.memory.set('counted', { plan, action, at: taken.at, takes: taken.takes });
  }

  private checkApproval(
    plan: Plan | null,
    entries: readonly JournalEntry[],
    intent: Intent,
    worker: Worker,
  ): void {
    const where = `${worker.name} on ${subjectKey(intent.ref)}`;
    // A refusal that comes while it is being done comes too late.
    const said = entries.filter(
      (entry) =>
        entry.kind === 'approval' &&
        entry.planId === intent.planId &&
        (entry.decision === 'approved' || Date.parse(entry.at) < worker.since),
    );
    const yes = said.flatMap((entry) =>
      entry.kind === 'approval' && entry.decision === 'approved' ? [entry.by] : [],
    );
    if (said.length > yes.length) this.fail('approval', `${where} although its plan was refused`);
    if (plan === null) this.fail('journal first', `${where} of a plan that is not in the journal`);
    if (plan?.approval === 'manual' && yes.length === 0) this.fail('approval', `${where} unapproved`);
    const proven = new Set(yes.flatMap(({ id }) => (id === null ? [] : [id])));
    if (plan?.approval === 'two-person' && proven.size < 2) this.fail('approval', `${where} by one person`);
  }

  private afterWrite(worker: Worker, ref: SubjectRef, write: Write, answer: unknown): void {
    const system = this.system();
    const before = worker.memory.get('before') as Aspects | undefined;
    const intent = worker.memory.get('intent') as (Intent & { readonly id: string }) | undefined;
    if (before === undefined || intent === undefined) return;
    const after = truthOf(system.ec2.world, ref);
    const changed = differences(before, after);
    const where = `${worker.name} ${write.kind} on ${subjectKey(ref)}`;
    if (changed.length === 0) {
      // What comes out of the Recycle Bin may have its grants and tags, or not: AWS does not say.
      const isRestored = intent.action.writes.some((one) => one.kind === 'registration');
      // What takes back a taking back grants by both of its parts.
      const isTwofold = intent.action.writes.filter(({ kind }) => kind === write.kind).length > 1;
      const isDoubtful =
        isRestored || isTwofold || answer instanceof Error || this.isUncertain(ref, worker.since);
      if (!isDoubtful) this.fail('once', `${where} sent what was so already`);
      return;
    }
    for (const problem of beyond(write, before, after, changed)) this.fail('minimal', `${where} ${problem}`);
    this.effects.push({
      at: system.now(),
      ref,
      intent: intent.id,
      action: intent.action,
      planId: intent.planId,
      byPerson: intent.by !== undefined,
      worker,
      before,
      after,
    });
    const counted = worker.memory.get('counted') as Parameters<Limits['count']>[0] | undefined;
    if (intent.by === undefined && counted !== undefined && intent.action.action !== 'rollback') {
      for (const problem of this.limits.count(counted)) this.fail('limits', `${where} ${problem}`);
    }
  }

  private beforeAppend(worker: Worker, entry: NewEntry): void {
    // Forgotten before it is known to stand in the journal: what is sent without knowing is sent without an intent.
    if (entry.kind === 'intent') worker.memory.delete('intent');
  }

  private async afterAppend(worker: Worker, entry: NewEntry, id: string): Promise<void> {
    const system = this.system();
    const stored = await system.journal.entry(entry.ref, id);
    this.appended.set(`${subjectKey(entry.ref)} ${id}`, JSON.stringify(stored));
    if (entry.kind === 'intent') worker.memory.set('intent', { ...entry, id });
    if (entry.kind === 'finding') await this.justify.checkStatus(this, worker, entry);
    if (entry.kind === 'outcome' && entry.outcome.kind === 'unneeded') {
      await this.justify.checkUnneeded(this, worker, entry);
    }
    if (entry.kind !== 'outcome' || entry.outcome.kind !== 'done') return;
    const { action } = entry;
    const left = leftOf(action.writes, truthOf(system.ec2.world, entry.ref));
    const gone = truthOf(system.ec2.world, entry.ref).state === 'gone';
    if (left > 0 && !gone && !this.isUncertain(entry.ref, worker.since)) {
      this.fail(
        'read back',
        `${worker.name} says done of ${action.action} on ${subjectKey(entry.ref)}; it is not`,
      );
    }
  }
}
