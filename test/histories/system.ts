import type { EventPorts } from '../../lib/app/guard-ports.ts';
import type { NoticePorts } from '../../lib/app/notice-ports.ts';
import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { imageCounts } from '../../lib/aws/image-counts.ts';
import { readCopies } from '../../lib/aws/image-copies.ts';
import { readUsage } from '../../lib/aws/image-usage.ts';
import { recheckEnvelope } from '../../lib/events/recheck.ts';
import { sqliteInventory } from '../../lib/local/sqlite-inventory.ts';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import { Fault } from '../../lib/model/fault.ts';
import type { AccountId, ImageId } from '../../lib/model/ids.ts';
import type { FindingRecord } from '../../lib/model/journal.ts';
import type { Organization } from '../../lib/model/organization.ts';
import type { PauseState } from '../../lib/model/pause.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { type AccountRegion, subjectKey, type SubjectRef } from '../../lib/model/subject.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import type { AlertChannel } from '../../lib/ports/alert-channel.ts';
import type { Inventory } from '../../lib/ports/inventory.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import type { NoticeMessage, PlanMessage } from '../../lib/ports/queues.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { exampleOrganization } from '../cases/organization.ts';
import { memoryAgenda } from '../unit/app/memory-agenda.ts';
import { copyKeyFacts } from './copy-key.ts';
import { seedEstate } from './estate.ts';
import type { Fate, History } from './history.ts';
import { InProcessEc2, session } from './in-process-ec2.ts';
import { MemoryQueue } from './memory-queue.ts';
import { Stage, type Watcher, type Worker } from './worker.ts';

const START = new Date('2026-11-23T10:00:00.000Z');
const WRITER_ROLE = 'ami-warden-writer';

const reader = (account: AccountId) => session(account, 'ami-warden-reader', 'ami-warden-guard');
const writer = (account: AccountId) => session(account, WRITER_ROLE, 'ami-warden-remediate');
const nobody = (): Promise<never> =>
  Promise.reject(new Fault('client', 'NotHere', 'no history asks for this', { retryable: false }));

/** What a defect puts in the place of a part, to see whether the laws notice. */
export interface Defects {
  readonly remediation?: (ports: RemediationPorts, worker: Worker) => RemediationPorts;
  readonly guard?: (ports: EventPorts, worker: Worker) => EventPorts;
}

/** The whole service on the sandbox's EC2, in one process: real use-cases, adapters and journal, queues in memory. */
export class System {
  readonly clock = new SandboxClock({ start: START, frozen: true });
  readonly ec2: InProcessEc2;
  readonly stage: Stage;
  readonly policies: readonly PolicyBundle[];
  policy: PolicyBundle;
  brake: PauseState = { kind: 'running' };
  /** The journal as it is, without anything between. */
  readonly journal: Journal;
  readonly inventory: Inventory;
  readonly changes = new MemoryQueue<string>(360_000, 5);
  readonly plans = new MemoryQueue<PlanMessage>(720_000, 3);
  readonly notices = new MemoryQueue<NoticeMessage>(720_000, 3);
  readonly agenda = memoryAgenda();
  /** What each channel was told last of a finding: `channel finding` to its status. */
  readonly said = new Map<string, string>();
  /** The request of each event of CloudTrail. */
  readonly requests = new Map<string, string>();
  /** What becomes of the next event. */
  fate: () => Fate = () => 'soon';
  readonly close: () => void;
  private readonly defects: Defects;
  private readonly adapters;

  constructor(history: History, watcher: Watcher, defects: Defects) {
    this.defects = defects;
    this.stage = new Stage(this.clock, watcher);
    this.ec2 = new InProcessEc2(history.seed, this.clock, (_account, _region, envelope) => {
      const { detail } = envelope as { readonly detail: Readonly<Record<string, unknown>> };
      this.requests.set(String(detail['eventID']), String(detail['requestID']));
      this.deliver(JSON.stringify(envelope));
    });
    seedEstate(this.ec2.world, history);
    this.policies = history.policies.map(compiled);
    const [first] = this.policies;
    if (first === undefined) throw new Error('a history has a policy');
    this.policy = first;
    const { journal, close } = sqliteJournal({ path: ':memory:', clock: this.clock });
    const known = sqliteInventory({ path: ':memory:' });
    this.journal = journal;
    this.inventory = known.inventory;
    this.close = () => {
      close();
      known.close();
    };
    this.ec2.befalls = () => this.stage.befalls?.() ?? { before: null, after: null };
    this.ec2.lag = () => this.stage.lagMs;
    const clients = { kms: nobody, quotas: nobody, clock: this.clock };
    const writing = this.ec2.clients(writer);
    this.adapters = {
      guard: ec2Images({ clients: this.ec2.clients(reader), ...clients }),
      remediate: ec2Images({
        clients: writing,
        ...clients,
        actions: {
          ofAccountRegion: () => Promise.resolve({}),
          ofImage: async (ref, _image, facts) => ({
            ...(facts.includes('usage') && {
              usage: await readUsage(await writing(ref.account, ref.region), ref),
            }),
            ...(facts.includes('copies') && {
              copies: await readCopies(await writing(ref.account, ref.region), ref),
            }),
            ...(facts.includes('recycleBin') && {
              recycleBin: { kind: 'known', value: { days: this.keptDays(ref.account, ref.region) } },
            }),
          }),
        },
      }),
      writer: ec2Writer({ clients: writing, quotas: nobody }),
      counts: imageCounts(this.ec2.clients(writer), this.clock),
    };
  }

  now(): number {
    return this.clock.now().getTime();
  }

  organization(): Organization {
    return { ...exampleOrganization, observedAt: this.clock.now().toISOString() };
  }

  /** Reads without anything between, and without a lag. */
  get eyes(): System['adapters']['remediate'] {
    return this.adapters.remediate;
  }

  guard(worker: Worker): EventPorts {
    const ports = {
      ...this.shared(worker),
      reader: worker.port('reader', this.adapters.guard),
      writerRoleName: WRITER_ROLE,
      inventory: worker.port('inventory', this.inventory),
      // Of a process: the next message may come to another.
      heard: new Map<string, number>(),
    };
    return this.defects.guard?.(ports, worker) ?? ports;
  }

  remediation(worker: Worker): RemediationPorts {
    const ports = {
      ...this.shared(worker),
      reader: worker.port('reader', this.adapters.remediate),
      writer: worker.port('writer', this.adapters.writer),
      brake: worker.port('brake', { state: () => Promise.resolve(this.brake) }),
      imageCounts: worker.port('counts', this.adapters.counts),
      keys: worker.port('keys', {
        keyFacts: ({ region }: AccountRegion) => Promise.resolve(copyKeyFacts(this.ec2.world, region)),
      }),
      pause: (ms: number) => worker.pause(ms),
    };
    return this.defects.remediation?.(ports, worker) ?? ports;
  }

  notice(worker: Worker): NoticePorts {
    const channels = new Map(
      ['eventbridge', 'slack:#cloud-security', 'slack:#urgent'].map((name) => [
        name,
        this.channel(name, worker),
      ]),
    );
    const always = channels.get('eventbridge');
    const shared = this.shared(worker);
    return {
      ...shared,
      policies: { ...shared.policies, refusal: () => Promise.resolve(null) },
      agenda: worker.port('agenda', this.agenda),
      whispers: null,
      channels: { always: always === undefined ? [] : [always], named: (name) => channels.get(name) ?? null },
    };
  }

  private shared(worker: Worker) {
    return {
      journal: worker.port('journal', this.journal),
      clock: this.clock,
      telemetry: { note: () => undefined },
      policies: worker.port('policies', { policy: () => Promise.resolve(this.policy) }),
      organizations: { organization: () => Promise.resolve(this.organization()) },
      queues: worker.port('queues', {
        sendPlan: (message: PlanMessage) => {
          this.plans.send(message, this.now() + 1_000);
          return Promise.resolve();
        },
        sendNotice: (message: NoticeMessage) => {
          this.notices.send(message, this.now() + 1_000, groupOf(message));
          return Promise.resolve();
        },
        sendRecheck: (ref: SubjectRef, dueAt: string, at: string, launched: ImageId | null = null) => {
          // SQS's longest delay is a quarter of an hour; the timer is put back until it is due.
          const visible = Math.min(Date.parse(dueAt), this.now() + 900_000);
          this.changes.send(JSON.stringify(recheckEnvelope(ref, dueAt, at, launched)), visible);
          return Promise.resolve();
        },
        sendFollowImport: () => Promise.resolve(),
      }),
    };
  }

  private channel(name: string, worker: Worker): AlertChannel {
    const tell = (record: FindingRecord): Promise<string> => {
      this.said.set(`${name} ${record.finding.id}`, record.status);
      return Promise.resolve(`${name}:1`);
    };
    const port = worker.port('channel', {
      tell,
      tellAgain: () => Promise.resolve(),
      tellTogether: () => Promise.resolve(),
      announce: () => Promise.resolve(),
    });
    return {
      name,
      tell: (record) => port.tell(record),
      tellAgain: () => port.tellAgain(),
      tellTogether: () => port.tellTogether(),
      announce: () => port.announce(),
    };
  }

  private deliver(body: string): void {
    const now = this.now();
    switch (this.fate()) {
      case 'soon':
        this.changes.send(body, now + 2_000);
        return;
      case 'late':
        this.changes.send(body, now + 900_000);
        return;
      case 'twice':
        this.changes.send(body, now + 2_000);
        this.changes.send(body, now + 60_000);
        return;
      case 'lost':
    }
  }

  private keptDays(
    account: AccountId,
    region: Parameters<InProcessEc2['world']['settings']>[1],
  ): number | null {
    return this.ec2.world.settings(account, region).retention[0]?.days ?? null;
  }
}

const compiled = (text: string): PolicyBundle => {
  const result = compilePolicy([{ name: 'policy.yaml', text }], START);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.bundle;
};

/** Notices of one thing are told one at a time, as by a FIFO queue. */
const groupOf = (notice: NoticeMessage): string => {
  switch (notice.kind) {
    case 'finding':
    case 'repeat':
    case 'grant':
      return `${subjectKey(notice.ref)} ${notice.finding}`;
    case 'gathering':
      return `gathering ${notice.gathering.channel}`;
    case 'tick':
      return 'tick';
    case 'malformed':
    case 'unseen':
    case 'attempt':
    case 'waiver':
    case 'fight':
    case 'policy-refused':
    case 'coverage':
    case 'answer':
      return notice.id;
  }
};
