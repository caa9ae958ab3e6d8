import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readerWithQuotas } from '../lib/app/quotas/reader-with-quotas.ts';
import { forReport } from '../lib/app/sweep/judges.ts';
import { sweepPlace } from '../lib/app/sweep/sweep-place.ts';
import type { SweepPorts, SweepReport } from '../lib/app/sweep/sweep-ports.ts';
import { ec2Clients } from '../lib/aws/ec2-clients.ts';
import { ec2Images } from '../lib/aws/ec2-images.ts';
import { estateReader } from '../lib/aws/estate-reader.ts';
import { kmsClients } from '../lib/aws/key-aliases.ts';
import { quotaReader, usageClients } from '../lib/aws/quota-usage.ts';
import { quotaClients } from '../lib/aws/share-quota.ts';
import { exampleOrganization } from '../lib/cli/policy/test/example-organization.ts';
import { sqliteInventory } from '../lib/local/sqlite-inventory.ts';
import { sqliteJournal } from '../lib/local/sqlite-journal.ts';
import type { Evaluation } from '../lib/model/finding.ts';
import { AccountId, Region } from '../lib/model/ids.ts';
import { isImage } from '../lib/model/subject.ts';
import { compilePolicy } from '../lib/policy/source/compile-policy.ts';
import { SandboxClock } from '../lib/sandbox/clock.ts';
import { CACHE } from './child.ts';
import type { EstateServer } from './estate-server.ts';
import type { Truth } from './estate-truth.ts';

const HOUR_MS = 3_600_000;
const PLACE = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };

/** The file of a sweep's inventory and journal. */
export const stateFile = (name: string): string => `${CACHE}${name}.sqlite`;

/**
 * What a sweep found: images by rule. `seconds`: of its own time; `readingRatio`: how long it took to read what costs a call for each
 * image, over what its share of EC2's buckets allows, NaN where nothing of that was to be read.
 */
interface Swept {
  readonly report: SweepReport;
  readonly seconds: number;
  readonly readingRatio: number;
  readonly found: Truth;
}

/** The policy of `bench/scan.yaml`. */
const policy = () => {
  const text = readFileSync(new URL('scan.yaml', import.meta.url), 'utf8');
  const compiled = compilePolicy([{ name: 'scan.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

/** Images by rule: what was found, in the order of the ids. */
export const foundImages = (findings: Iterable<{ readonly rule: string; readonly image: string }>): Truth => {
  const found = new Map<string, Set<string>>();
  for (const { rule, image } of findings) found.set(rule, (found.get(rule) ?? new Set()).add(image));
  const of = (rule: keyof Truth): readonly string[] => [...(found.get(rule) ?? [])].toSorted();
  return {
    encryption: of('encryption'),
    'required-tags': of('required-tags'),
    'image-shape': of('image-shape'),
    'public-sharing': of('public-sharing'),
    sharing: of('sharing'),
  };
};

/**
 * Sweeps an estate whose time goes `speed` times as fast as ours, in a time that goes as fast, so that the buckets are AWS's and 42
 * minutes are one. It begins some hours ago, so that what is kept is older than what comes after it. `fresh`: with an empty file.
 */
export const sweepFast = async (
  estate: EstateServer,
  options: { readonly speed: number; readonly share: number; readonly file: string; readonly fresh: boolean },
): Promise<Swept> => {
  const { speed, share, file, fresh } = options;
  const path = stateFile(file);
  if (fresh) for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  const clock = new SandboxClock({ speed, start: new Date(Date.now() - 12 * HOUR_MS) });
  const settings = {
    credentials: () => Promise.resolve({ accessKeyId: PLACE.account, secretAccessKey: 'any' }),
    endpoint: estate.endpoint,
  };
  const bundle = policy();
  const policies = { policy: () => Promise.resolve(bundle) };
  const { journal, close } = sqliteJournal({ path, clock });
  const kept = sqliteInventory({ path });
  const { inventory } = kept;
  const quotas = quotaClients(settings);
  const reader = ec2Images({ clients: ec2Clients(settings), kms: kmsClients(settings), quotas, clock });
  const reading: { at: number; done: number }[] = [];
  const ports: SweepPorts = {
    reader: readerWithQuotas(reader, { inventory, policies, clock }),
    quotas: quotaReader({ quotas, usage: usageClients(settings), clock }),
    journal,
    inventory,
    clock,
    estate: estateReader({ ...settings, clock }),
    policies,
    organizations: { organization: () => Promise.resolve(exampleOrganization(clock.now())) },
    telemetry: { note: () => undefined },
    queues: {
      sendPlan: () => Promise.resolve(),
      sendNotice: () => Promise.resolve(),
      sendRecheck: () => Promise.resolve(),
      sendFollowImport: () => Promise.resolve(),
    },
    writerRoleName: '',
    pause: (ms) => sleep(ms / speed),
    progress: ({ stage, done }) => {
      if (stage === 'reading') reading.push({ at: clock.now().getTime(), done });
    },
  };
  const findings: { rule: string; image: string }[] = [];
  const take = ({ findings: found, ref }: Evaluation): void => {
    if (!isImage(ref)) return;
    for (const { rule, detail } of found) {
      if (detail.kind !== 'unreadable') findings.push({ rule, image: ref.image });
    }
  };
  try {
    const start = clock.now().getTime();
    const id = `bench-${String(start)}`;
    const report = await sweepPlace({ place: PLACE, id, until: null, share, judge: forReport(take) }, ports);
    const seconds = (clock.now().getTime() - start) / 1000;
    return { report, seconds, readingRatio: ratioOf(reading, share), found: foundImages(findings) };
  } finally {
    close();
    kept.close();
    clock.close();
  }
};

// EC2's buckets for reading (developer guide, request throttling).
const BURST = 100;
const A_SECOND = 20;

const ratioOf = (
  reading: readonly { readonly at: number; readonly done: number }[],
  share: number,
): number => {
  const [first, last] = [reading[0], reading.at(-1)];
  if (first === undefined || last === undefined || last.done <= BURST) return Number.NaN;
  return (last.at - first.at) / 1000 / ((last.done - first.done - BURST * share) / (A_SECOND * share));
};
