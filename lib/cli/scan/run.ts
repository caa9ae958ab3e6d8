import { placesOf } from '../../app/estate/places-of.ts';
import { type ScannedPlace, scanPlaces } from '../../app/estate/scan-places.ts';
import { scanPolicy, type ScanPolicy } from '../../app/estate/scan-policy.ts';
import { isAtLeast, newTally, type Tally } from '../../app/estate/tally.ts';
import type { OpenScan, Scan } from '../../config/wire-scan.ts';
import { journalFile } from '../../config/state-file.ts';
import { Fault } from '../../model/fault.ts';
import type { AccountId } from '../../model/ids.ts';
import type { Organization } from '../../model/organization.ts';
import { EXIT, type ExitCode, worstExit } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { loadOrganization } from '../policy/load-organization.ts';
import { loadScanPolicy } from './load-scan-policy.ts';
import { ScanOptions } from './options.ts';
import { progressShow } from './progress.ts';
import { openOf, placeReports, type ScanReport } from './report.ts';
import { scanForms } from './show.ts';
import { closingLines, openingLines } from './talk.ts';

const COMMAND = 'scan';

/** What `scan` may touch of its process; `process` is one. */
export interface ScanIo extends Io {
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** `ami-warden scan`. Answers the exit code: 0 clean, 1 it could not be, 2 findings, 3 something was not seen. */
export const runScan = async (
  raw: unknown,
  io: ScanIo,
  started: Date,
  openScan: OpenScan,
): Promise<ExitCode> => {
  const read = readOptions(ScanOptions, raw);
  if (!read.ok) {
    await complain(io, COMMAND, read.problems);
    return EXIT.error;
  }
  const { options } = read;
  const policy = await loadScanPolicy(options.policy, io, started);
  const given = await loadOrganization(options.organization, io, started);
  if (policy === null || given === 'bad') return EXIT.error;
  try {
    const scan = await openScan({
      policy: policy.bundle,
      file: options.file ?? journalFile(io.env),
      environment: io.env,
      profile: options.profile,
      role: options.role === undefined ? null : { name: options.role, externalId: options.externalId },
      organization: given,
    });
    try {
      return await scanAll({ options, from: policy.from, scan, io, started });
    } finally {
      scan.close();
    }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    await complain(io, COMMAND, [fault.message]);
    return EXIT.error;
  }
};

interface Work {
  readonly options: ScanOptions;
  readonly from: string;
  readonly scan: Scan;
  readonly io: ScanIo;
  readonly started: Date;
}

const scanAll = async ({ options, from, scan, io, started }: Work): Promise<ExitCode> => {
  const { organization, problems, knowsMembers, ownId } = await scan.organization();
  const judged = scanPolicy(scan.policy, { organization: ownId, knowsMembers });
  const accounts = options.org
    ? activeAccounts(organization, knowsMembers && ownId !== null, problems)
    : [scan.place.account];
  const asked = await placesOf(accounts, options.regions, options.atOnce, scan.regionsOf);
  const lines = openingLines({
    options,
    from,
    judged,
    problems,
    knowsMembers,
    organization,
    places: asked.places,
  });
  await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
  const tally = newTally(
    judged.policy.rules.map(({ id }) => id),
    judged.doubtOf,
  );
  const { scanned, stopped } = await sweepAll({ options, scan, io, judged, tally, places: asked.places });
  const report = reportOf({ from, judged, tally, scanned, stopped, started, endedAt: scan.now(), asked });
  await show(io, options.output, scanForms(report, judged.policy.rules));
  await print(
    io.stderr,
    closingLines(report, options.output, scan.brokeOff())
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (scanned.every(({ record }) => record === null) && !stopped) return EXIT.error;
  return exitOf(report, options);
};

const activeAccounts = (
  organization: Organization,
  isKnown: boolean,
  problems: readonly string[],
): readonly AccountId[] => {
  if (!isKnown) {
    const message =
      problems[0] ?? 'the account is in no organisation: --organization names the accounts of one';
    throw new Fault('organization', 'Unread', message, { retryable: false });
  }
  return organization.accounts.filter(({ active }) => active).map(({ account }) => account);
};

const sweepAll = async ({
  options,
  scan,
  io,
  judged,
  tally,
  places,
}: Pick<Work, 'options' | 'scan' | 'io'> & {
  readonly judged: ScanPolicy;
  readonly tally: Tally;
  readonly places: Awaited<ReturnType<typeof placesOf>>['places'];
}): Promise<{ readonly scanned: readonly ScannedPlace[]; readonly stopped: boolean }> => {
  const progress = progressShow(io, places.length, () => scan.now().getTime());
  let interrupted = false;
  const isStopped = (): boolean => interrupted || scan.brokeOff() !== null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    io.once(signal, () => {
      interrupted = true;
      scan.stop();
      progress.clear();
      void print(
        io.stderr,
        `ami-warden ${COMMAND}: stopping, and keeping what was seen. Again, and it ends at once\n`,
      );
    });
  }
  try {
    const scanned = await scanPlaces(places, options.atOnce, isStopped, async (place) => {
      if (options.fresh) await scan.doubt(place);
      const report = await scan.sweep({
        place,
        policy: judged.policy,
        share: options.share / 100,
        take: tally.take,
        progress: progress.note,
      });
      progress.over(place);
      return report;
    });
    return { scanned, stopped: isStopped() };
  } finally {
    progress.clear();
  }
};

const reportOf = ({
  from,
  judged,
  tally,
  scanned,
  stopped,
  started,
  endedAt,
  asked,
}: {
  readonly from: string;
  readonly judged: ScanPolicy;
  readonly tally: Tally;
  readonly scanned: readonly ScannedPlace[];
  readonly stopped: boolean;
  readonly started: Date;
  readonly endedAt: Date;
  readonly asked: Awaited<ReturnType<typeof placesOf>>;
}): ScanReport => {
  const rules = tally.rules();
  const places = placeReports(scanned);
  const seen = [...asked.notSeen, ...scanned.flatMap((one) => one.notSeen)];
  const gaps = scanned.reduce((sum, { record }) => sum + (record?.gapCount ?? 0), 0);
  const named = scanned.reduce((sum, { record }) => sum + (record?.gaps.length ?? 0), 0);
  const errors = rules.reduce((sum, rule) => sum + rule.errors, 0);
  const isWhole = places.length === scanned.length && places.every(({ complete }) => complete);
  return {
    policy: { name: judged.policy.name, hash: judged.policy.hash, from },
    startedAt: started.toISOString(),
    endedAt: endedAt.toISOString(),
    complete: isWhole && !stopped && seen.length === 0 && errors === 0 && judged.unjudged.length === 0,
    stopped,
    images: places.reduce((sum, { images }) => sum + images, 0),
    open: openOf(rules),
    rules,
    findings: tally.rows(),
    unjudged: judged.unjudged,
    notSeen: seen,
    notSeenBesides: gaps - named,
    places,
  };
};

const exitOf = (report: ScanReport, { failOn }: ScanOptions): ExitCode => {
  const failed = report.findings.some(
    ({ standing, severity }) => standing === 'open' && isAtLeast(severity, failOn),
  );
  return worstExit([failed ? EXIT.findings : EXIT.clean, report.complete ? EXIT.clean : EXIT.partial]);
};
