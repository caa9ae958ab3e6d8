import type { EventPorts } from '../../../lib/app/guard-ports.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import type { RemediationPorts } from '../../../lib/app/remediation-ports.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { AccountId, ImageId, OrganizationId, Region, UnitId } from '../../../lib/model/ids.ts';
import type { Datum, Fact, FactData, ImageFacts, Observation } from '../../../lib/model/image.ts';
import {
  type AccountRegion,
  type ImageRef,
  type InstanceRef,
  subjectKey,
  type SubjectRef,
} from '../../../lib/model/subject.ts';
import type { ImportTask } from '../../../lib/ports/images.ts';
import type { Organization } from '../../../lib/model/organization.ts';
import type { PauseState } from '../../../lib/model/pause.ts';
import type { PolicyBundle, RuleSetting } from '../../../lib/model/policy.ts';
import type { Write } from '../../../lib/model/plan.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import type { Keys } from '../../../lib/ports/keys.ts';
import type { ImportRef, NoticeMessage, PlanMessage } from '../../../lib/ports/queues.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { effectOf } from '../../../lib/remediation/writes.ts';
import { plainImage } from '../plain-image.ts';
import { knownEstate } from './known-estate.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { mortalPort } from '../mortal.ts';

export const REF: ImageRef = {
  account: AccountId.parse('111122223333'),
  region: Region.parse('us-east-1'),
  image: ImageId.parse('ami-0aaaaaaaaaaaaaaa1'),
};
export const PUBLIC: Principal = { kind: 'public' };
export const STRANGER: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
export const COLLEAGUE: Principal = { kind: 'account', account: AccountId.parse('222233334444') };

export const ORGANIZATION: Organization = {
  id: OrganizationId.parse('o-exampleorg1'),
  managementAccount: AccountId.parse('123456789012'),
  observedAt: '2026-11-23T09:00:00.000Z',
  accounts: ['111122223333', '222233334444', '123456789012'].map((account) => ({
    account: AccountId.parse(account),
    name: account,
    active: true,
    units: [UnitId.parse('ou-ab12-prod0001')],
    path: 'Root/Workloads/Prod',
    tags: {},
  })),
  units: [{ unit: UnitId.parse('ou-ab12-prod0001'), name: 'Prod', path: 'Root/Workloads/Prod' }],
};

/** Enforced, for every subject, at once. */
export const rule = (over: Partial<RuleSetting> & Pick<RuleSetting, 'id' | 'parameters'>): RuleSetting => ({
  mode: 'enforce',
  severity: 'high',
  graceSeconds: 0,
  enforceFrom: null,
  match: null,
  remediation: null,
  source: { file: 'policy.yaml', line: 1, column: 1 },
  ...over,
});

/** public-sharing and sharing enforced, required-tags notified of with a grace of 30 minutes. */
export const POLICY: PolicyBundle = {
  version: 1,
  name: 'stage',
  hash: 'a'.repeat(64),
  rules: [
    rule({
      id: 'public-sharing',
      severity: 'critical',
      parameters: { kind: 'public-sharing', also: [] },
      remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'auto' },
    }),
    rule({
      id: 'sharing',
      parameters: { kind: 'sharing', allow: { accounts: [], organizations: ['self'], units: [] } },
      remediation: { action: 'revoke-unlisted', limitPerHour: null, approval: 'auto' },
    }),
    rule({
      id: 'required-tags',
      mode: 'notify',
      graceSeconds: 1800,
      parameters: { kind: 'required-tags', tags: { Owner: { kind: 'present' } } },
    }),
  ],
  overrides: [],
  waivers: [],
  waiverWarnings: [],
  groups: {},
  notify: {
    default: { to: [{ slack: '#cloud-security' }], digestSeconds: null, repeatSeconds: null },
    routes: [],
  },
};

const NO_KEYS: Keys = {
  keyFacts: () =>
    Promise.resolve({
      kind: 'fault',
      operation: 'DescribeKey',
      code: 'NotFoundException',
      message: 'there are no keys on this stage',
      retryable: false,
    }),
};

const answerOr = <T>(value: T | Fault): Promise<T> =>
  value instanceof Fault ? Promise.reject(value) : Promise.resolve(value);

/** One image in the hands of the real use-cases: what AWS would hold, what was written, sent and told. */
export class Stage {
  grants: readonly Principal[];
  facts: ImageFacts = plainImage();
  gone = false;
  fault: { readonly code: string; readonly retryable: boolean; readonly message?: string } | null = null;
  /** Faults of single groups of facts; `fault` is one of all. */
  faults: Partial<Record<Fact, { readonly code: string; readonly retryable: boolean }>> = {};
  /** What the next reads of the launch permission answer with, in place of what is so: EC2's replicas lag. */
  readonly staleReads: (readonly Principal[])[] = [];
  /** How often an image that is there is not found. */
  hiddenReads = 0;
  /** Something that happens right before the next call of this name. */
  interruption: { readonly before: string; readonly run: () => Promise<void> } | null = null;
  organization = ORGANIZATION;
  refuseWrites: Fault | null = null;
  ignoreWrites = false;
  /** Whether a write that removes these is throttled. */
  failWrite: (remove: readonly Principal[]) => boolean = () => false;
  policy = POLICY;
  /** The switch, or why it cannot be read. */
  brake: PauseState | Fault = { kind: 'running' };
  /** How many images the account has, or why nobody could count them. */
  images: number | Fault = 1000;
  time = Date.parse('2026-11-23T10:00:00.000Z');
  readonly writes: { readonly add: readonly Principal[]; readonly remove: readonly Principal[] }[] = [];
  readonly reads: Fact[] = [];
  /** The image that an event named for each instance looked at. */
  readonly launched: (ImageId | null)[] = [];
  readonly plans: PlanMessage[] = [];
  readonly notices: NoticeMessage[] = [];
  readonly rechecks: { readonly dueAt: string; readonly launched?: ImageId }[] = [];
  /** Subjects of the rechecks, in their order. */
  readonly recheckOf: string[] = [];
  readonly imports: (ImportRef & { readonly dueAt: string })[] = [];
  /** What AWS says of an instance, its image and the guard rails when asked. */
  around: FactData = {};
  instanceGone = false;
  importTask: ImportTask = { kind: 'active', status: 'converting' };
  readonly told: { readonly status: string; readonly rule: string; readonly reference: string | null }[] = [];
  readonly toldMalformed: string[] = [];
  readonly happenings: Happening[] = [];
  readonly pauses: number[] = [];
  /** Dies at the step of this number, after its effect when `dieAfter` is set; counts the steps. */
  dieAt: number | null = null;
  dieAfter = false;
  steps = 0;
  readonly journal: Journal;
  readonly estate = knownEstate();

  constructor(journal: Journal, grants: readonly Principal[]) {
    this.grants = grants;
    this.journal = this.mortal(journal);
  }

  /** Every call of a port is a step at which the process may die, before or after the call had its effect. */
  private mortal<Port extends object>(port: Port): Port {
    return mortalPort(port, async (name) => {
      const { interruption } = this;
      if (interruption?.before === name) {
        this.interruption = null;
        await interruption.run();
      }
      this.steps += 1;
      // Time goes on between any two steps, as it does between two calls over a network.
      this.time += 1;
      if (this.steps !== this.dieAt) return 'goes on';
      return this.dieAfter ? 'dies after' : 'dies before';
    });
  }

  private get shared() {
    return {
      journal: this.journal,
      clock: { now: (): Date => new Date(this.time) },
      telemetry: { note: (happening: Happening): void => void this.happenings.push(happening) },
      policies: { policy: () => Promise.resolve(this.policy) },
      organizations: { organization: () => Promise.resolve(this.organization) },
      queues: this.mortal({
        sendPlan: (message: PlanMessage) => Promise.resolve(void this.plans.push(message)),
        sendNotice: (message: NoticeMessage) => Promise.resolve(void this.notices.push(message)),
        sendRecheck: (ref: SubjectRef, dueAt: string, _at: string, launched: ImageId | null = null) => {
          this.rechecks.push({ dueAt, ...(launched === null ? {} : { launched }) });
          this.recheckOf.push(subjectKey(ref));
          return Promise.resolve();
        },
        sendFollowImport: (task: ImportRef, dueAt: string) =>
          Promise.resolve(void this.imports.push({ ...task, dueAt })),
      }),
      reader: this.mortal({
        observe: (ref: ImageRef, facts: readonly Fact[]) => Promise.resolve(this.observe(ref, facts)),
        observeInstance: (ref: InstanceRef, image: ImageId | null, facts: readonly Fact[]) => {
          this.reads.push(...facts);
          this.launched.push(image);
          const observedAt = new Date(this.time).toISOString();
          if (this.instanceGone) return Promise.resolve({ kind: 'gone' as const, ref, observedAt });
          return Promise.resolve({
            kind: 'state' as const,
            state: { ref, observedAt, ...this.aroundOf(facts) },
          });
        },
        observeAccountRegion: (ref: AccountRegion, facts: readonly Fact[]) => {
          this.reads.push(...facts);
          if (this.fault !== null) {
            return Promise.reject(new Fault('AssumeRole', this.fault.code, 'no', this.fault));
          }
          const observedAt = new Date(this.time).toISOString();
          return Promise.resolve({ ref, observedAt, ...this.aroundOf(facts) });
        },
        importTask: () => Promise.resolve(this.importTask),
        imagesBackedBy: () =>
          this.fault === null
            ? Promise.resolve([REF.image])
            : Promise.reject(new Fault('DescribeImages', this.fault.code, 'no', this.fault)),
      }),
    };
  }

  guard(): EventPorts {
    return { ...this.shared, ...this.estate, writerRoleName: 'ami-warden-writer' };
  }

  remediation(): RemediationPorts {
    const writer = this.mortal({
      send: (_ref: SubjectRef, write: Write) => {
        if (this.refuseWrites !== null) return Promise.reject(this.refuseWrites);
        const remove = write.kind === 'launch-permission' ? write.remove : [];
        if (this.failWrite(remove)) {
          const fault = new Fault('ModifyImageAttribute', 'RequestLimitExceeded', 'slower', {
            retryable: true,
          });
          return Promise.reject(fault);
        }
        if (write.kind !== 'launch-permission') throw new Error(`no ${write.kind} on this stage`);
        this.writes.push({ add: write.add, remove });
        if (!this.ignoreWrites) {
          this.grants = effectOf([write], { launchPermission: this.grants }).launchPermission ?? [];
        }
        return Promise.resolve({ requestId: `request-${String(this.writes.length)}` });
      },
    });
    const pause = (ms: number): Promise<void> => {
      this.time += ms;
      this.pauses.push(ms);
      return Promise.resolve();
    };
    const brake = { state: () => answerOr(this.brake) };
    const imageCounts = { count: () => answerOr(this.images) };
    return { ...this.shared, writer, pause, brake, imageCounts, keys: NO_KEYS };
  }

  notice(): NoticePorts {
    const channel: AlertChannel = this.mortal({
      name: 'slack',
      tell: (record, reference) => {
        this.told.push({ status: record.status, rule: record.finding.rule, reference });
        return Promise.resolve('C1:1');
      },
      tellAgain: () => Promise.resolve(),
      tellTogether: () => Promise.resolve(),
      announce: (announcement) => {
        if (announcement.kind === 'malformed') this.toldMalformed.push(announcement.reason);
        return Promise.resolve();
      },
    } satisfies AlertChannel);
    const { journal, telemetry, clock, queues, organizations } = this.shared;
    return {
      journal,
      telemetry,
      clock,
      queues,
      organizations,
      policies: { policy: () => Promise.resolve(this.policy), refusal: () => Promise.resolve(null) },
      agenda: memoryAgenda(),
      whispers: null,
      channels: { always: [channel], named: () => null },
    };
  }

  private aroundOf(facts: readonly Fact[]): FactData {
    return Object.fromEntries(
      Object.entries(this.around).filter(([fact]) => facts.some((one) => one === fact)),
    );
  }

  private observe(ref: ImageRef, facts: readonly Fact[]): Observation {
    this.reads.push(...facts);
    const observedAt = new Date(this.time).toISOString();
    if (this.gone) return { kind: 'gone', ref, observedAt };
    if (this.hiddenReads > 0) {
      this.hiddenReads -= 1;
      return { kind: 'gone', ref, observedAt };
    }
    const grants = (facts.includes('launchPermission') ? this.staleReads.shift() : undefined) ?? this.grants;
    const datum = <T>(fact: Fact, value: T): Datum<T> => {
      if (!facts.includes(fact)) return { kind: 'unread' };
      const fault = this.fault ?? this.faults[fact];
      if (fault === undefined) return { kind: 'known', value };
      return { kind: 'fault', operation: `Describe ${fact}`, message: 'no answer', ...fault };
    };
    return {
      kind: 'state',
      state: {
        ref,
        observedAt,
        image: datum('image', this.facts),
        launchPermission: datum('launchPermission', grants),
        snapshots: datum('snapshots', []),
        ...this.aroundOf(facts),
      },
    };
  }
}

/** A CloudTrail event of a launch permission changed on the stage's image, as a queue message's body. */
export const shareEvent = (added: readonly object[], over: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    version: '0',
    id: '0aaaaaaa-0000-4000-8000-000000000001',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: '111122223333',
    time: '2026-11-23T10:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/mallory',
        accountId: '111122223333',
        userName: 'mallory',
      },
      eventTime: '2026-11-23T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'ModifyImageAttribute',
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.7',
      userAgent: 'aws-cli',
      requestParameters: {
        imageId: 'ami-0aaaaaaaaaaaaaaa1',
        attributeType: 'launchPermission',
        launchPermission: { add: { items: added } },
      },
      responseElements: { requestId: 'req-1', _return: true },
      requestID: 'req-1',
      eventID: '0bbbbbbb-0000-4000-8000-000000000001',
      eventType: 'AwsApiCall',
      recipientAccountId: '111122223333',
      ...over,
    },
  });
