import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { provenAsker } from '../app/asker.ts';
import { handleRequest } from '../app/handle-request.ts';
import { type Offer, planByHand } from '../app/plan-by-hand.ts';
import type { RemediationPorts } from '../app/remediation-ports.ts';
import { type Unended, unendedOf } from '../app/unended.ts';
import { readerWithQuotas } from '../app/quotas/reader-with-quotas.ts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { sqliteInventory } from '../local/sqlite-inventory.ts';
import { sqliteJournal } from '../local/sqlite-journal.ts';
import type { Asker } from '../model/asker.ts';
import { Fault } from '../model/fault.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle, RuleSetting } from '../model/policy.ts';
import type { Answer, Request } from '../model/request.ts';
import { type AccountRegion, type ImageRef, subjectKind, type SubjectRef } from '../model/subject.ts';
import { needsMembers } from '../policy/needs-members.ts';
import { ruleFor } from '../policy/registry.ts';
import { usesAccountTags } from '../policy/uses-account-tags.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubjectsById } from '../ports/subjects-by-id.ts';
import { membersOf, readOrganization } from './live-organization.ts';
import { wireOwnAws } from './own-aws.ts';
import type { OtherRole } from './own-members.ts';
import { callerOf, regionOf, regionOfEnvironment } from './own-credentials.ts';
import type { Environment } from './settings.ts';

/** What acting with one's own credentials takes. */
export interface DirectSettings {
  /** Null for what needs none: taking back and refusing judge nothing. */
  readonly policy: PolicyBundle | null;
  /** The SQLite file that the journal is in. */
  readonly journal: string;
  readonly environment: Environment;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Without it, accounts other than the credentials' own are out of reach. */
  readonly role: OtherRole | null;
  /** In place of what AWS Organizations tells these credentials. */
  readonly organization?: Organization | undefined;
}

/** A subject that is to be looked at again, and when (ISO 8601). */
interface DueLook {
  readonly ref: SubjectRef;
  readonly dueAt: string;
}

/** Somebody's own credentials, with the journal of this machine. All of it rejects with `Fault`. */
export interface Direct {
  readonly kind: 'direct';
  /** Of the credentials. */
  readonly place: AccountRegion;
  readonly by: Asker;
  /** Does what is asked for by the same steps as the service. */
  readonly ask: (request: Request) => Promise<Answer>;
  /** Looks at a subject; `rules`: null for all of the policy's. */
  readonly offer: (
    ref: ImageRef | AccountRegion,
    rules: readonly string[] | null,
    keeps: boolean,
  ) => Promise<Offer & { readonly unjudged: readonly string[] }>;
  /** What was begun with a subject and has no end in the journal. */
  readonly unended: (ref: SubjectRef) => Promise<readonly Unended[]>;
  readonly subjects: SubjectsById;
  /** What a service would look at again by itself. */
  readonly due: () => readonly DueLook[];
  /** What could not be known, a sentence each. */
  readonly problems: () => readonly string[];
  /** From now on nothing more is sent; what is under way is read back and journaled. */
  readonly stop: () => void;
  readonly close: () => void;
}

/** Sees, and may change, the ports before anything uses them: for tests. */
export type Watch = (ports: RemediationPorts) => RemediationPorts;

/**
 * Opens the journal and finds out whose the credentials are that the SDK finds by itself (environment, profile, SSO, …), at
 * AWS_ENDPOINT_URL where that is set. Rejects with `Fault`.
 */
export const openDirect = async (
  settings: DirectSettings,
  watch: Watch = (ports) => ports,
): Promise<Direct> => {
  const { profile, region: wanted } = settings;
  const config = {
    ...CLIENT_DEFAULTS,
    ...regionOfEnvironment(settings.environment),
    ...(profile === undefined ? {} : { profile }),
    ...(wanted === undefined ? {} : { region: wanted }),
  };
  const sts = new STSClient(config);
  const [region, { account, arn }] = [await regionOf(sts), await callerOf(sts)];
  const by = provenAsker(arn, 'cli');
  const clock: Clock = { now: () => new Date() };
  const local = sqliteJournal({ path: settings.journal, clock });
  // What scans have counted is kept in the same file.
  const known = sqliteInventory({ path: settings.journal });
  const policies = { policy: () => policyOf(settings) };
  const own = wireOwnAws({ account, sts, clock }, settings.role, settings.environment['AWS_ENDPOINT_URL']);
  // Organizations is a global service, signed for us-east-1.
  const organizations = new OrganizationsClient({ ...config, region: 'us-east-1' });
  const withTags = settings.policy !== null && usesAccountTags(settings.policy);
  const members = membersOf(settings.organization, (of) =>
    readOrganization(organizations, of, withTags, clock),
  );
  let stopped: Date | null = null;
  const due: DueLook[] = [];
  const ports = watch({
    ...own,
    reader: readerWithQuotas(own.reader, { inventory: known.inventory, policies, clock }),
    journal: local.journal,
    policies,
    organizations: {
      organization: async (of) => (await members.read(of ?? account)).organization,
    },
    clock,
    brake: {
      state: () =>
        stopped === null
          ? local.pause.state()
          : Promise.resolve({
              kind: 'paused',
              by: by.name,
              since: stopped.toISOString(),
              reason: 'the command was interrupted',
            }),
    },
    queues: rememberedQueues(due),
    telemetry: { note: () => undefined },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const judgeable = async (ref: SubjectRef, rules: readonly string[] | null) => {
    const policy = await policyOf(settings);
    const asked = policy.rules.filter(({ id }) => rules === null || rules.includes(id));
    const { knowsMembers } = await members.read(ref.account);
    const isOf = ({ parameters }: RuleSetting): boolean =>
      ruleFor(parameters.kind, subjectKind(ref)) !== null;
    const blind = knowsMembers ? [] : asked.filter((rule) => needsMembers(rule) && isOf(rule));
    return { asked: asked.map(({ id }) => id), unjudged: blind.map(({ id }) => id) };
  };
  return {
    kind: 'direct',
    place: { account, region },
    by,
    ask: async (request) => {
      const about = await rulesOf(request, ports);
      const { unjudged } = about === null ? { unjudged: [] } : await judgeable(about.ref, about.rules);
      if (unjudged.length > 0) throw unknownMembers(unjudged);
      return handleRequest(request, by, ports);
    },
    offer: async (ref, wantedRules, keeps) => {
      const { rules: known } = await policyOf(settings);
      const unknown = wantedRules?.find((id) => !known.some((rule) => rule.id === id));
      if (unknown !== undefined) throw noRule(unknown);
      const { asked, unjudged } = await judgeable(ref, wantedRules);
      const rules = asked.filter((id) => !unjudged.includes(id));
      return { ...(await planByHand({ ref, rules, by, keeps }, ports)), unjudged };
    },
    unended: async (ref) => unendedOf(await ports.journal.entries(ref)),
    subjects: local.subjects,
    due: () => due,
    problems: members.problems,
    stop: () => {
      stopped = clock.now();
    },
    close: () => {
      local.close();
      known.close();
    },
  };
};

/** Nobody listens on one machine, and nobody looks again by themselves: what would be due is kept for whoever gave the command. */
const rememberedQueues = (due: DueLook[]): RemediationPorts['queues'] => ({
  sendPlan: () => Promise.resolve(),
  sendNotice: () => Promise.resolve(),
  sendRecheck: (ref, dueAt) => {
    due.push({ ref, dueAt });
    return Promise.resolve();
  },
  sendFollowImport: () => Promise.resolve(),
});

const policyOf = ({ policy }: DirectSettings): Promise<PolicyBundle> =>
  policy === null
    ? Promise.reject(new Fault('policy', 'NotGiven', 'no policy was named', { retryable: false }))
    : Promise.resolve(policy);

/** The rules that a request judges, and where; null when it judges none. */
const rulesOf = async (
  request: Request,
  { journal }: Pick<RemediationPorts, 'journal'>,
): Promise<{ readonly ref: SubjectRef; readonly rules: readonly string[] } | null> => {
  switch (request.kind) {
    case 'remediate':
      return { ref: request.ref, rules: [request.rule] };
    case 'apply': {
      const plan = await journal.planById(request.plan);
      return plan && { ref: plan.ref, rules: plan.actions.map(({ rule }) => rule) };
    }
    case 'refuse':
    case 'rollback':
    case 'waive':
    case 'mute':
      return null;
  }
};

const noRule = (id: string): Fault =>
  new Fault('policy', 'NoRule', `the policy has no rule ${id}`, { retryable: false });

const unknownMembers = (rules: readonly string[]): Fault =>
  new Fault(
    'organization',
    'Unread',
    `${rules.join(', ')}: nobody is taken for a stranger while the accounts of the organisation cannot be read; --organization names them`,
    { retryable: false },
  );
