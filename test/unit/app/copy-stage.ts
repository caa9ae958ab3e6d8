import { applyPlan } from '../../../lib/app/apply-plan.ts';
import type { EventPorts } from '../../../lib/app/guard-ports.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import type { RemediationPorts } from '../../../lib/app/remediation-ports.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import type { ImageFacts, Observation } from '../../../lib/model/image.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import { principalKey, type Principal } from '../../../lib/model/principal.ts';
import type { Write } from '../../../lib/model/plan.ts';
import type { ImageRef, SubjectRef } from '../../../lib/model/subject.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import type { PlanMessage } from '../../../lib/ports/queues.ts';
import { changed } from '../../../lib/remediation/writes/launch-permission.ts';
import {
  type Copy,
  factsOf,
  imageFacts,
  KEY_FACTS,
  known,
  POLICY,
  SNAPSHOT,
  stateOfCopy,
  stateChange,
  PAUSED,
  RUNNING,
  START,
} from './copy-samples.ts';
import { knownEstate } from './known-estate.ts';
import { mortalPort } from '../mortal.ts';
import { COLLEAGUE, ORGANIZATION, REF } from './stage.ts';

const MINUTE_MS = 60_000;
const COPY_MS = 5 * MINUTE_MS;

type Message =
  | { readonly kind: 'event'; readonly at: number; readonly body: string; tries: number }
  | { readonly kind: 'plan'; readonly at: number; readonly plan: PlanMessage; tries: number };

/** One unencrypted image in the hands of the real use-cases, and what AWS would make of what they send. */
export class CopyStage {
  readonly sent: string[] = [];
  readonly copies: Copy[] = [];
  state: ImageFacts['state'] = 'available';
  tags: Readonly<Record<string, string>> = { Owner: 'platform' };
  grants: readonly Principal[] = [COLLEAGUE];
  time = START;
  policy: PolicyBundle = POLICY;
  /** Every plan that was sent, in their order. */
  readonly plans: PlanMessage[] = [];
  /** From which minute until which writing is paused; null for never. */
  paused: readonly [number, number] | null = null;
  /** Whether EC2's own events come at all. */
  tellsEvents = true;
  /** How many workers get each message at the same time, and whether it comes once more afterwards. */
  workers = 1;
  repeats = false;
  /** How many reads do not show a copy that they have shown: EC2's replicas lag. */
  blindReads = 0;
  /** How the next copy ends. */
  failing = 0;
  /** Dies at the step of this number, after its effect when `dieAfter` is set. */
  dieAt: number | null = null;
  dieAfter = false;
  steps = 0;
  died: string | null = null;
  readonly journal: Journal;
  private readonly estate = knownEstate();
  private readonly real: Journal;
  private readonly tokens = new Map<string, ImageId>();
  private readonly queue: Message[] = [];

  constructor(journal: Journal) {
    this.real = journal;
    this.journal = this.mortal(journal);
  }

  /** From the first look to where nothing is left to be done, within two days. */
  async run(): Promise<void> {
    this.look(REF, this.time);
    const end = this.time + 2 * 24 * 60 * MINUTE_MS;
    for (let next = this.next(); next !== null && next.at < end; next = this.next()) {
      this.time = Math.max(this.time, next.at);
      await Promise.all(Array.from({ length: this.workers }, () => this.deliver(next)));
      if (this.repeats) await this.deliver(next);
    }
  }

  /** The journal without deaths. */
  get book(): Journal {
    return this.real;
  }

  private next(): Message | null {
    this.queue.sort((a, b) => a.at - b.at);
    return this.queue.shift() ?? null;
  }

  private look(ref: SubjectRef, at: number): void {
    const due = new Date(at).toISOString();
    const body = JSON.stringify(recheckEnvelope(ref, due, new Date(this.time).toISOString()));
    this.queue.push({ kind: 'event', at, body, tries: 0 });
  }

  /** As SQS does: what was not finished comes again, some times. */
  private async deliver(message: Message): Promise<void> {
    try {
      if (message.kind === 'plan') await applyPlan(message.plan, this.remediation());
      else await handleChange(message.body, this.guard());
    } catch {
      // What is not finished by now lies in the DLQ.
      if (message.tries < 4) {
        this.queue.push({ ...message, at: this.time + 6 * MINUTE_MS, tries: message.tries + 1 });
      }
    }
    this.settleCopies();
  }

  private settleCopies(): void {
    for (const copy of this.copies) {
      if (copy.state !== 'pending' || copy.ends > this.time) continue;
      copy.state = this.failing > 0 ? 'failed' : 'available';
      this.failing = Math.max(0, this.failing - 1);
    }
  }

  private mortal<Port extends object>(port: Port): Port {
    return mortalPort(port, (name) => {
      this.steps += 1;
      this.time += 1;
      this.settleCopies();
      if (this.steps !== this.dieAt) return Promise.resolve('goes on');
      this.died = name;
      return Promise.resolve(this.dieAfter ? 'dies after' : 'dies before');
    });
  }

  private get shared() {
    return {
      journal: this.journal,
      clock: { now: (): Date => new Date(this.time) },
      telemetry: { note: () => undefined },
      policies: { policy: () => Promise.resolve(this.policy) },
      organizations: {
        organization: () =>
          Promise.resolve({ ...ORGANIZATION, observedAt: new Date(this.time).toISOString() }),
      },
      queues: this.mortal({
        sendPlan: (plan: PlanMessage) => {
          this.plans.push(plan);
          this.queue.push({ kind: 'plan', at: this.time, plan, tries: 0 });
          return Promise.resolve();
        },
        sendNotice: () => Promise.resolve(),
        sendRecheck: (ref: SubjectRef, dueAt: string) => {
          this.look(ref, Date.parse(dueAt));
          return Promise.resolve();
        },
        sendFollowImport: () => Promise.resolve(),
      }),
      reader: this.mortal({
        observe: (ref: ImageRef) => Promise.resolve(this.observe(ref)),
        observeInstance: () => Promise.reject(new Error('no instance here')),
        observeAccountRegion: () => Promise.reject(new Error('no account-region here')),
        importTask: () => Promise.reject(new Error('no import here')),
        imagesBackedBy: () => Promise.resolve([]),
      }),
    };
  }

  guard(): EventPorts {
    return { ...this.shared, ...this.estate, writerRoleName: 'ami-warden-writer' };
  }

  remediation(): RemediationPorts {
    return {
      ...this.shared,
      writer: this.mortal({ send: (_ref: SubjectRef, write: Write) => Promise.resolve(this.send(write)) }),
      keys: this.mortal({ keyFacts: () => Promise.resolve(known(KEY_FACTS)) }),
      brake: { state: () => Promise.resolve(this.isPaused() ? PAUSED : RUNNING) },
      imageCounts: { count: () => Promise.resolve(100) },
      pause: (ms) => {
        this.time += ms;
        return Promise.resolve();
      },
    };
  }

  private send(write: Write): { readonly requestId: string } {
    this.sent.push(write.kind);
    switch (write.kind) {
      case 'copy':
        this.copy(write.as?.token ?? '');
        break;
      case 'copy-permission': {
        const copy = this.copies.find(({ id }) => id === write.copy);
        if (copy !== undefined) copy.permission = changed(copy.permission, write.add, write.remove);
        break;
      }
      case 'copy-removal':
        this.copies.splice(
          this.copies.findIndex(({ id }) => id === write.copy),
          1,
        );
        break;
      case 'tags':
        this.tags = { ...this.tags, ...write.set };
        break;
      case 'availability':
        this.state = write.to;
        this.grants = [];
        break;
      case 'launch-permission':
      case 'snapshot-permission':
      case 'deprecation':
      case 'registration':
      case 'usage-report':
      case 'guardrail':
      case 'quota-request':
        throw new Error(`no ${write.kind} on this stage`);
    }
    return { requestId: `request-${String(this.sent.length)}` };
  }

  /** As AWS does: the same token is the same copy. */
  private copy(token: string): void {
    if (this.tokens.has(token)) return;
    const id = ImageId.parse(`ami-0ccccccccccccccc${String(this.tokens.size)}`);
    this.tokens.set(token, id);
    const ends = this.time + COPY_MS;
    this.copies.push({ id, state: 'pending', permission: [], ends });
    if (this.tellsEvents) this.queue.push({ kind: 'event', at: ends, body: stateChange(id, ends), tries: 0 });
  }

  private observe(ref: ImageRef): Observation {
    this.settleCopies();
    const observedAt = new Date(this.time).toISOString();
    const copy = this.copies.find(({ id }) => id === ref.image);
    if (copy === undefined && ref.image !== REF.image) return { kind: 'gone', ref, observedAt };
    const base = { ref, observedAt, references: known([]) };
    if (copy === undefined) {
      return {
        kind: 'state',
        state: {
          ...base,
          image: known(imageFacts({ state: this.state, tags: this.tags })),
          launchPermission: known(this.grants),
          snapshots: known([{ snapshot: SNAPSHOT, owner: REF.account, encrypted: false, kmsKey: null }]),
          copies: known(this.seen().map(factsOf)),
        },
      };
    }
    return { kind: 'state', state: { ...base, ...stateOfCopy(copy) } };
  }

  private isPaused(): boolean {
    const minutes = (this.time - START) / MINUTE_MS;
    return this.paused !== null && minutes >= this.paused[0] && minutes < this.paused[1];
  }

  private shown = 0;

  private seen(): readonly Copy[] {
    if (this.copies.length === 0) return [];
    this.shown += 1;
    // The reading back has seen it.
    return this.shown > 1 && this.shown <= 1 + this.blindReads ? [] : this.copies;
  }

  /** What is so in the end, in words. */
  async ended(): Promise<readonly string[]> {
    const records = await this.real.findings(REF);
    const entries = await this.real.entries(REF);
    const last = entries.findLast(({ kind }) => kind === 'intent');
    const isConcluded = entries.some((entry) => entry.kind === 'outcome' && entry.intent === last?.id);
    const { queue } = await this.real.copyQueue({ account: REF.account, region: REF.region });
    return [
      `original ${this.state}`,
      ...this.copies.map(
        ({ state, permission }) => `copy ${state} for ${permission.map(principalKey).join()}`,
      ),
      ...records.map(({ finding, status }) => `${finding.rule} ${status}`),
      isConcluded ? 'journal concluded' : 'journal open',
      `${String(queue.tickets.length)} in line`,
    ];
  }
}
