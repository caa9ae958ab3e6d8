import { handleChange } from '../../../lib/app/handle-change.ts';
import { inService } from '../../../lib/app/sweep/judges.ts';
import { sweepPlace } from '../../../lib/app/sweep/sweep-place.ts';
import type { SweepPorts, SweepReport, SweepRequest } from '../../../lib/app/sweep/sweep-ports.ts';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { sqliteInventory } from '../../../lib/local/sqlite-inventory.ts';
import { sqliteJournal } from '../../../lib/local/sqlite-journal.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { FindingRecord } from '../../../lib/model/journal.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import { subjectId } from '../../../lib/model/subject.ts';
import { SandboxClock } from '../../../lib/sandbox/clock.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { InProcessEc2, person, session } from '../../histories/in-process-ec2.ts';
import { inProcessEstate } from '../../histories/in-process-estate.ts';

export const PLACE = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };

interface Message {
  readonly body: string;
  readonly at: number;
  readonly tries: number;
}

/** What becomes of an event: at which offsets, in milliseconds, it arrives; nowhere when it is lost. */
export type Fates = () => readonly number[];

/** One account and region with the guard and the sweep on it, in one process; nothing is ever put right. */
export class Estate {
  readonly clock = new SandboxClock({ start: new Date('2026-11-23T10:00:00.000Z'), frozen: true });
  readonly ec2: InProcessEc2;
  readonly ports: SweepPorts & { readonly heard: Map<string, number> };
  policy: PolicyBundle;
  fates: Fates = () => [2_000];
  readonly close: () => void;
  private messages: Message[] = [];

  constructor(seed: number, policy: PolicyBundle) {
    this.policy = policy;
    this.ec2 = new InProcessEc2(seed, this.clock, (_account, _region, envelope) => {
      for (const offset of this.fates()) this.send(JSON.stringify(envelope), this.now() + offset);
    });
    const { journal, close } = sqliteJournal({ path: ':memory:', clock: this.clock });
    const { inventory, close: closeInventory } = sqliteInventory({ path: ':memory:' });
    this.close = () => {
      close();
      closeInventory();
      this.clock.close();
    };
    const reader = (account: AccountId) => session(account, 'ami-warden-reader', 'ami-warden-guard');
    const nobody = (): Promise<never> =>
      Promise.reject(new Fault('client', 'NotHere', 'this estate has EC2 alone', { retryable: false }));
    this.ports = {
      reader: ec2Images({
        clients: this.ec2.clients(reader),
        kms: nobody,
        quotas: nobody,
        clock: this.clock,
      }),
      estate: inProcessEstate(this.ec2, reader, this.clock),
      journal,
      inventory,
      heard: new Map(),
      quotas: {
        limit: () => Promise.resolve({ limit: 50_000, origin: 'default' }),
        usage: () => Promise.resolve({ kind: 'known', value: {} }),
      },
      clock: this.clock,
      policies: { policy: () => Promise.resolve(this.policy) },
      organizations: {
        organization: () =>
          Promise.resolve({ ...exampleOrganization, observedAt: this.clock.now().toISOString() }),
      },
      telemetry: { note: () => undefined },
      queues: {
        sendPlan: () => Promise.resolve(),
        sendNotice: () => Promise.resolve(),
        sendRecheck: (ref, dueAt, at) => {
          const visible = Math.min(Date.parse(dueAt), this.now() + 900_000);
          this.send(JSON.stringify(recheckEnvelope(ref, dueAt, at)), visible);
          return Promise.resolve();
        },
        sendFollowImport: () => Promise.resolve(),
      },
      writerRoleName: 'ami-warden-writer',
      pause: (ms) => {
        this.clock.advance(ms);
        return Promise.resolve();
      },
      progress: () => undefined,
    };
  }

  /** Somebody of the account asks something of EC2. Answers false when it was refused. */
  call(operation: string, input: object): boolean {
    try {
      this.ec2.call(person(PLACE.account, 'mallory'), PLACE.region, operation, input);
      return true;
    } catch (error) {
      if (error instanceof Error && '$metadata' in error) return false;
      throw error;
    }
  }

  /** Lets time pass, and the guard handle what arrives meanwhile, in the order in which it does. */
  async pass(seconds: number): Promise<void> {
    const until = this.now() + seconds * 1_000;
    for (;;) {
      const [first] = this.messages.toSorted((a, b) => a.at - b.at);
      if (first === undefined || first.at > until) {
        if (this.now() >= until) return;
        // EC2 goes on meanwhile: a copy becomes available, which is an event again.
        this.clock.advance(Math.min(5_000, until - this.now()));
        continue;
      }
      this.messages = this.messages.filter((message) => message !== first);
      this.clock.advance(Math.max(0, first.at - this.now()));
      try {
        await handleChange(first.body, this.ports);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        if (first.tries < 5) this.send(first.body, this.now() + 360_000, first.tries + 1);
      }
    }
  }

  sweep(
    id: string,
    request: Partial<SweepRequest> = {},
    ports: Partial<SweepPorts> = {},
  ): Promise<SweepReport> {
    return sweepPlace(
      { place: PLACE, id, until: null, share: 1, judge: inService, ...request },
      { ...this.ports, ...ports },
    );
  }

  /** The records of all that is open, by subject and rule. */
  async records(): Promise<readonly FindingRecord[]> {
    const found: FindingRecord[] = [];
    for await (const page of this.ports.journal.openFindings(PLACE)) {
      for (const { ref, id } of page) {
        const record = await this.ports.journal.finding(ref, id);
        if (record !== null) found.push(record);
      }
    }
    return found;
  }

  /** What is open, as `rule image what`, sorted: in the words of the ground truth. */
  async open(): Promise<readonly string[]> {
    const records = await this.records();
    return records
      .map(({ finding }) => `${finding.rule} ${subjectId(finding.ref) ?? ''} ${whatOf(finding)}`)
      .toSorted();
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private send(body: string, at: number, tries = 1): void {
    this.messages.push({ body, at, tries });
  }
}

const whatOf = ({ detail }: FindingRecord['finding']): string => {
  if (detail.kind === 'device') return detail.device;
  if (detail.kind === 'tag') return detail.tag;
  if (detail.kind === 'unreadable') return `unreadable ${detail.datum} ${detail.code}`;
  if (detail.kind !== 'principal') return detail.kind;
  const { principal } = detail;
  if (principal.kind === 'public') return 'everybody';
  if (principal.kind === 'account') return principal.account;
  return principal.kind === 'organization' ? principal.organization : principal.unit;
};
