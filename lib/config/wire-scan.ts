import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { doubtAll } from '../app/estate/doubt-all.ts';
import type { GuardPorts } from '../app/guard-ports.ts';
import { readerWithQuotas } from '../app/quotas/reader-with-quotas.ts';
import { forReport } from '../app/sweep/judges.ts';
import type { SweepProgress, SweepReport } from '../app/sweep/sweep-ports.ts';
import { sweepPlace } from '../app/sweep/sweep-place.ts';
import { accountRegions } from '../aws/account-regions.ts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { estateReader } from '../aws/estate-reader.ts';
import { kmsClients } from '../aws/key-aliases.ts';
import { organizations } from '../aws/organizations.ts';
import { quotaReader, usageClients } from '../aws/quota-usage.ts';
import { quotaClients } from '../aws/share-quota.ts';
import { sqliteInventory } from '../local/sqlite-inventory.ts';
import { sqliteJournal } from '../local/sqlite-journal.ts';
import type { Evaluation } from '../model/finding.ts';
import type { AccountId, Region } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle } from '../model/policy.ts';
import type { AccountRegion } from '../model/subject.ts';
import { usesAccountTags } from '../policy/uses-account-tags.ts';
import type { Clock } from '../ports/clock.ts';
import { membersOf, NO_ORGANIZATION, readOrganization, type SeenOrganization } from './live-organization.ts';
import { ANY_REGION, callerOf, regionOf, regionOfEnvironment } from './own-credentials.ts';
import { type OtherRole, ownMembers } from './own-members.ts';
import type { Environment } from './settings.ts';
import { heapTidier } from './tidy-heap.ts';
import { whileOfUse } from './while-of-use.ts';

/** What looking at an estate with one's own credentials takes. */
interface ScanSettings {
  readonly policy: PolicyBundle;
  /** The SQLite file that what is seen is kept in. */
  readonly file: string;
  readonly environment: Environment;
  readonly profile?: string | undefined;
  /** Without it, accounts other than the credentials' own are out of reach. */
  readonly role: OtherRole | null;
  /** In place of what AWS Organizations tells these credentials. */
  readonly organization: Organization | null;
}

/** One account and region to look at. `share` of EC2's buckets, above 0 and at most 1. */
interface ScanRequest {
  readonly place: AccountRegion;
  readonly policy: PolicyBundle;
  readonly share: number;
  readonly take: (evaluation: Evaluation) => void;
  readonly progress: (note: SweepProgress) => void;
}

/** An estate as somebody's own credentials see it, read-only. All of it rejects with `Fault`. */
export interface Scan {
  /** Of the credentials. */
  readonly place: AccountRegion;
  readonly policy: PolicyBundle;
  /** The organisation as far as it may be seen, its own id null where not even that could be read; what was read of it is kept. */
  readonly organization: () => Promise<SeenOrganization & { readonly ownId: string | null }>;
  /** The regions that are enabled in an account, in order. */
  readonly regionsOf: (account: AccountId) => Promise<readonly Region[]>;
  /** Says of what is kept of a place that it may be wrong. */
  readonly doubt: (place: AccountRegion) => Promise<void>;
  /** Goes on with the sweep that was cut off there, if one was. */
  readonly sweep: (request: ScanRequest) => Promise<SweepReport>;
  /** From now on sweeps end as soon as they cleanly can. */
  readonly stop: () => void;
  /** Why sweeps have ended as by `stop`, in a sentence: the credentials ran out, or AWS is out of reach. Null while they go on. */
  readonly brokeOff: () => string | null;
  readonly now: () => Date;
  readonly close: () => void;
}

/** Opens what is kept, and finds out whose the credentials are. */
export type OpenScan = (settings: ScanSettings) => Promise<Scan>;

// The time of a sweep that nobody stops (the last one that a Date can hold).
const NEVER_MS = 8_640_000_000_000_000;

/** The credentials that the SDK finds by itself (environment, profile, SSO, …), at AWS_ENDPOINT_URL where that is set. No writer is made. */
export const openScan: OpenScan = async ({
  policy,
  file,
  environment,
  profile,
  role,
  organization: given,
}) => {
  const config = {
    ...CLIENT_DEFAULTS,
    ...regionOfEnvironment(environment),
    ...(profile === undefined ? {} : { profile }),
  };
  const sts = new STSClient(config);
  const named = await regionOf(sts).catch(() => null);
  const caller = named === null ? new STSClient({ ...config, region: ANY_REGION }) : sts;
  const { account } = await callerOf(caller);
  const place = { account, region: named ?? (await regionOf(caller)) };
  const clock: Clock = { now: () => new Date() };
  const members = ownMembers({ account, sts: caller, clock }, role, environment['AWS_ENDPOINT_URL']);
  const clients = ec2Clients(members);
  // Organizations is a global service, signed for us-east-1.
  const client = new OrganizationsClient({ ...config, region: 'us-east-1' });
  const withTags = usesAccountTags(policy);
  const seen = membersOf(given ?? undefined, (of) => readOrganization(client, of, withTags, clock));
  const tagged = organizations({ client, clock, withTags: () => Promise.resolve(withTags) });
  const { journal, close } = sqliteJournal({ path: file, clock });
  const { inventory, close: closeInventory } = sqliteInventory({ path: file });
  const quotaTables = quotaClients(members);
  const reader = ec2Images({ clients, kms: kmsClients(members), quotas: quotaTables, clock });
  const quotas = quotaReader({ quotas: quotaTables, usage: usageClients(members), clock });
  const estate = estateReader({ ...members, clock });
  // A time that comes when somebody presses Ctrl-C.
  const until = new Date(NEVER_MS);
  const leaving = new AbortController();
  const stop = (): void => {
    until.setTime(0);
    leaving.abort();
  };
  let brokeOff: string | null = null;
  const tidyHeap = heapTidier();
  const watched = whileOfUse(clock, (why) => {
    brokeOff ??= why;
    stop();
  });
  const ports: Omit<GuardPorts, 'policies' | 'reader'> = {
    journal,
    organizations: {
      organization: async (of) => {
        const { organization, knowsMembers } = await seen.read(account);
        // The tags of each account are a request of their own.
        return given === null && knowsMembers && withTags ? tagged.organization(of) : organization;
      },
    },
    queues: NOBODY_LISTENS,
    telemetry: { note: () => undefined },
    clock,
    writerRoleName: '',
  };
  return {
    place,
    policy,
    organization: async () => {
      const known = await seen.read(account);
      if (given === null && known.knowsMembers) await inventory.putOrganization(known.organization);
      const { id } = known.organization;
      return { ...known, ownId: id === NO_ORGANIZATION ? null : id };
    },
    regionsOf: async (of) =>
      (await accountRegions(clients, place.region).of(of))
        .filter(({ enabled }) => enabled)
        .map(({ region }) => region)
        .toSorted(),
    doubt: (of) => doubtAll(inventory, of, clock.now().toISOString()),
    sweep: async ({ place: of, policy: judged, share, take, progress }) => {
      const { value } = await inventory.place(of);
      const policies = { policy: () => Promise.resolve(judged) };
      return sweepPlace(
        { place: of, id: value.sweeping?.id ?? randomUUID(), until, share, judge: forReport(take) },
        {
          ...ports,
          policies,
          reader: readerWithQuotas(reader, { inventory, policies, clock }),
          estate: { open: (at, passage) => estate.open(at, watched(passage)) },
          inventory,
          quotas,
          pause: (ms) => sleep(ms, undefined, { signal: leaving.signal }).catch(() => undefined),
          progress: (note) => {
            tidyHeap();
            progress(note);
          },
        },
      );
    },
    stop,
    brokeOff: () => brokeOff,
    now: () => clock.now(),
    close: () => {
      close();
      closeInventory();
      for (const one of [sts, caller, client]) one.destroy();
    },
  };
};

/** A report changes nothing and tells nobody. */
const NOBODY_LISTENS: GuardPorts['queues'] = {
  sendPlan: () => Promise.resolve(),
  sendNotice: () => Promise.resolve(),
  sendRecheck: () => Promise.resolve(),
  sendFollowImport: () => Promise.resolve(),
};
