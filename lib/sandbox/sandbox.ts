import { createTrail } from './cloudtrail/trail.ts';
import { SandboxClock } from './clock.ts';
import { generateImages } from './ec2/seed/generate-images.ts';
import { recycleBinHandler } from './ec2/recycle-bin-handler.ts';
import { offend } from './ec2/seed/offend.ts';
import { seedWorld } from './ec2/seed/seed-world.ts';
import { ec2Service } from './ec2/service.ts';
import { createWorld, type World } from './ec2/world.ts';
import { Faults } from './faults/faults.ts';
import { NO_FAULTS, type FaultSpec } from './faults/spec.ts';
import { createHub, type Hub } from './hub/hub.ts';
import { ownTemplates, type HubTemplates } from './hub/own-templates.ts';
import { SandboxCallers } from './identity/callers.ts';
import { iamService } from './identity/iam.ts';
import { organizationsService } from './identity/organizations.ts';
import { QuotaBook } from './identity/quota-book.ts';
import { Roles } from './identity/role.ts';
import { serviceQuotasService } from './identity/service-quotas.ts';
import { Sessions, type SessionKeys } from './identity/sessions.ts';
import { stsService } from './identity/sts.ts';
import { usageMetricsService } from './identity/usage-metrics.ts';
import { kmsService } from './kms/kms-service.ts';
import type { Estate } from './organization/estate.ts';
import { EXAMPLE_ESTATE } from './organization/example.ts';
import { SandboxOrganization } from './organization/organization.ts';
import { organizationRoles } from './organization/roles.ts';
import { spreadImages } from './organization/spread-images.ts';
import { randomUuid, seededRandom } from './random.ts';
import { CallLog } from './wire/call-log.ts';
import { WireServer } from './wire/server.ts';
import type { CallObserver } from './wire/service.ts';
import { Spent, SPENT_PATH } from './wire/spent.ts';

/** How a sandbox begins; all of it may be left out. */
export interface SandboxOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  readonly estate?: Estate;
  /** Generated images beside the seed: in the first account and region, or spread over all; `offending`: this share (0 to 1) of the images there. */
  readonly images?: { readonly count: number; readonly spread: boolean; readonly offending?: number };
  readonly faults?: FaultSpec;
  readonly clock?: SandboxClock;
  /** What is deployed: this project's own templates when absent. */
  readonly templates?: HubTemplates;
  /** Whether roles are bound to the resources that their statements name, where a call's resource is known; when absent, to their actions alone. */
  readonly bindsResources?: boolean;
}

/** An AWS organisation in memory, with an endpoint that speaks AWS's protocols. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly clock: SandboxClock;
  readonly organization: SandboxOrganization;
  readonly roles: Roles;
  readonly quotas: QuotaBook;
  readonly ec2: World;
  readonly hub: Hub;
  readonly calls: CallLog;
  readonly faults: Faults;
  /** Keys of a role's session, as Lambda gives them to a function; they last as long as the sandbox. Throws when there is no such role. */
  credentialsOf(roleArn: string, sessionName?: string): SessionKeys;
  /** Tells of every decoded call. */
  observe(observer: CallObserver): void;
  /** Resolves when the functions under way have ended and the port is free again. */
  close(): Promise<void>;
}

// The stage and the parameters with which the templates are deployed in the sandbox.
const STAGE = 'dev';
const EXTERNAL_ID = 'ami-warden-example';
const SLACK_TOKEN_PARAMETER = '/ami-warden/dev/slack-token';
const SLACK_SIGNING_SECRET_PARAMETER = '/ami-warden/dev/slack-signing-secret';
/** Where the seeds of generated estates begin, beyond those of the sandbox's other parts. */
const ESTATE_SEED = 100;
const OFFENCE_SEED = 1_000_000;

/** Starts a sandbox. Rejects when the port is taken (`EADDRINUSE`). */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const seed = options.seed ?? 1;
  const clock = options.clock ?? new SandboxClock();
  const organization = new SandboxOrganization(options.estate ?? EXAMPLE_ESTATE);
  const faults = new Faults(options.faults ?? NO_FAULTS, seededRandom(seed + 2), clock);
  const templates = options.templates ?? ownTemplates();
  const enrolment = {
    templates,
    stage: STAGE,
    externalId: EXTERNAL_ID,
    slackTokenParameter: SLACK_TOKEN_PARAMETER,
    slackSigningSecretParameter: SLACK_SIGNING_SECRET_PARAMETER,
    bindsResources: options.bindsResources ?? false,
  };
  const roles = new Roles(organizationRoles(organization, enrolment));
  const sessions = new Sessions(seededRandom(seed + 1));
  const quotas = new QuotaBook();
  let endpoint = '';
  const hub = createHub({
    organization,
    clock,
    faults,
    random: seededRandom(seed + 5),
    origin: () => endpoint,
    templates,
    stage: STAGE,
    externalId: EXTERNAL_ID,
  });
  const trail = createTrail({
    seed,
    sink: (account, region, envelope) => {
      hub.publish(account, region, envelope);
    },
  });
  const ec2 = createWorld({
    clock,
    seed,
    regions: organization.regions,
    membership: (account) => organization.membership(account),
    staleMs: () => faults.spec.staleMs,
    vanishes: () => faults.happens(faults.spec.vanish),
    quotas: (account, region) => quotas.imageQuotas(account, region),
    onStateChange: trail.announce,
  });
  seedWorld(ec2, organization);
  const { count, spread, offending = 0 } = options.images ?? { count: 0, spread: false };
  for (const [place, share] of spreadImages(organization, count, spread).entries()) {
    // Whoever owns so many images was given room for them, and for those of the day.
    if (share.count > 40_000) quotas.apply(share.account, share.region, 'L-B665C33B', 50_000 + share.count);
    // A seed of its own for each place, and another than the world's: ids are unique over accounts and regions.
    generateImages(ec2, { ...share, seed: seed + ESTATE_SEED + place });
    if (offending === 0) continue;
    const isPublic = offend(ec2, { ...share, share: offending, seed: seed + OFFENCE_SEED + place });
    quotas.apply(share.account, share.region, 'L-0E3CBAB9', isPublic + 5);
  }
  const calls = new CallLog();
  const spent = new Spent();
  const observers: CallObserver[] = [calls.note, spent.note, trail.observe];
  const requestIds = seededRandom(seed + 3);
  const wire = new WireServer(
    {
      callers: new SandboxCallers(roles, sessions, clock),
      faults,
      clock,
      onCall: (call) => {
        for (const observer of observers) observer(call);
      },
    },
    () => randomUuid(requestIds),
  );
  for (const service of [
    stsService(roles, sessions, (account) => organization.membership(account)?.organization ?? null),
    iamService(roles),
    organizationsService(organization),
    serviceQuotasService(quotas, clock, seededRandom(seed + 4)),
    ec2Service(ec2),
    kmsService(ec2),
    usageMetricsService(ec2),
    ...hub.services,
  ]) {
    wire.serve(service);
  }
  for (const [name, handler] of Object.entries(hub.raw)) wire.serveRaw(name, handler);
  wire.serveRaw('rbin', recycleBinHandler(ec2, faults));
  wire.servePath(SPENT_PATH, spent.handler);
  for (const [prefix, handler] of Object.entries(hub.paths)) wire.servePath(prefix, handler);
  endpoint = await wire.listen(options.port ?? 0).catch(async (error: unknown) => {
    await hub.close();
    clock.close();
    throw error;
  });
  return {
    endpoint,
    clock,
    organization,
    roles,
    quotas,
    ec2,
    hub,
    calls,
    faults,
    credentialsOf: (arn, sessionName) => {
      const role = roles.get(arn);
      return sessions.mint(role, sessionName ?? role.name, null).keys;
    },
    observe: (observer) => {
      observers.push(observer);
    },
    close: async () => {
      await hub.close();
      clock.close();
      await wire.close();
    },
  };
};
