import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { needsOf } from '../../../../lib/app/permissions/needs.ts';
import { loadEither } from '../../../../lib/cli/policy/load-either.ts';
import type { ScanReport } from '../../../../lib/cli/scan/report.ts';
import { openScan, type OpenScan } from '../../../../lib/config/wire-scan.ts';
import { ownFolder } from '../../local/folder.ts';
import { sarifProblems } from '../output/valid-sarif.ts';
import { folderOf } from '../policy/folder.ts';
import { BASE, MANAGEMENT, OWNER, scanWorld } from './scan-world.ts';

const world = scanWorld();

const POLICY = `version: 1
name: scan-test
mode: audit
rules:
  public-sharing: { severity: critical }
  sharing: { allow: { orgs: [self] }, grace: 7d }
  encryption: {}
notify: { default: { slack: '#cloud-security' } }
`;

const offend = (): Promise<void> =>
  world.share(OWNER, BASE, { Group: 'all' }, { UserId: '012345678901' }, { UserId: '222233334444' });

const flagsIn = (at: (name: string) => string, policy = POLICY) => ({
  file: at('state.sqlite'),
  policy: [folderOf({ 'policy.yaml': policy })('policy.yaml')],
  regions: 'us-east-1',
});

/** Where one account is scanned whose organisation a file tells. */
const knownIn = (at: (name: string) => string, policy = POLICY) => ({
  ...flagsIn(at, policy),
  organization: folderOf({ 'organization.yaml': ORGANIZATION })('organization.yaml'),
});

const ORGANIZATION = `id: o-exampleorg1
managementAccount: '123456789012'
accounts: { '111122223333': {}, '222233334444': {} }
`;

const ORG = { org: true, role: 'OrganizationAccountAccessRole' };

const reportOf = (out: string): ScanReport => JSON.parse(out) as ScanReport;

const standings = ({ findings }: ScanReport): readonly string[] =>
  findings
    .map(({ standing, severity, rule, subject, reason }) =>
      [standing, severity, rule, `${subject.slice(0, 12)} ${subject.slice(-5)}`, reason].join(' | '),
    )
    .toSorted();

test('one account: what does not hold, grace or not; who may be of the organisation is not taken for a stranger', async () => {
  await offend();
  const flags = flagsIn(ownFolder());
  const first = await world.scan(flags);
  expect(first.out.split('\n')).toEqual([
    'RULE            CRITICAL  HIGH  MEDIUM  LOW  WAIVED  NOT JUDGED  OF',
    'public-sharing  1         -     -       -    -       -           2',
    'sharing         -         -     -       -    -       2           2',
    'encryption      -         1     -       -    -       -           2',
    'all             1         1     -       -    -       2',
    '',
    'SEVERITY    RULE            SUBJECT                                       NAME                 WHAT',
    'critical    public-sharing  111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01  golden-base-2024.10  The image is public: every AWS account can launch it.',
    'high        encryption      111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01  golden-base-2024.10  /dev/xvda (snap-0aaaaaaaaaaaaaaa1) is not encrypted.',
    'not judged  sharing         111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01  golden-base-2024.10  The image is shared with account 222233334444: whether that belongs to the organisation is not known.',
    'not judged  sharing         111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01  golden-base-2024.10  The image is shared with account 012345678901: whether that belongs to the organisation is not known.',
    '',
  ]);
  expect(first.code).toBe(3);
});

test('a whole organisation: strangers and colleagues are told apart; a second scan reads no image by itself', async () => {
  await offend();
  const flags = { ...flagsIn(ownFolder()), ...ORG, output: 'json' };
  const first = await world.scan(flags, { caller: MANAGEMENT });
  const report = reportOf(first.out);
  expect(standings(report)).toEqual([
    'open | critical | public-sharing | 111122223333 aaa01 | The image is public: every AWS account can launch it.',
    'open | high | encryption | 111122223333 aaa01 | /dev/xvda (snap-0aaaaaaaaaaaaaaa1) is not encrypted.',
    'open | high | sharing | 111122223333 aaa01 | The image is shared with account 012345678901 outside the organisation, which the allow list does not hold.',
  ]);
  expect([first.code, report.complete, report.images, report.places.length]).toEqual([2, true, 6, 7]);
  expect(first.calls['DescribeImageAttribute']).toBe(6);

  const again = await world.scan(flags, { caller: MANAGEMENT });
  expect(standings(reportOf(again.out))).toEqual(standings(report));
  expect(again.calls['DescribeImageAttribute']).toBeUndefined();

  const fresh = await world.scan({ ...flags, fresh: true }, { caller: MANAGEMENT });
  expect(standings(reportOf(fresh.out))).toEqual(standings(report));
  expect(fresh.calls['DescribeImageAttribute']).toBe(6);
});

test('--fail-on: what is less is told, and clean', async () => {
  await offend();
  const flags = knownIn(ownFolder(), POLICY.replace('severity: critical', 'severity: medium'));
  const codeFor = async (failOn: string) => {
    const { code, out } = await world.scan({ ...flags, failOn, output: 'json' });
    return [code, reportOf(out).open];
  };
  const open = { critical: 0, high: 2, medium: 1, low: 0 };
  expect(await codeFor('critical')).toEqual([0, open]);
  expect(await codeFor('high')).toEqual([2, open]);
  expect(await codeFor('low')).toEqual([2, open]);
});

test('SARIF that the schema takes, a result a finding; CSV with a line each', async () => {
  await offend();
  const flags = knownIn(ownFolder());
  const sarif = await world.scan({ ...flags, output: 'sarif' });
  expect(sarifProblems(sarif.out)).toEqual([]);
  const log = JSON.parse(sarif.out) as {
    readonly runs: readonly {
      readonly results: readonly { readonly ruleId: string; readonly level: string }[];
    }[];
  };
  expect(log.runs[0]?.results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
    'public-sharing error',
    'sharing error',
    'encryption error',
  ]);
  const csv = await world.scan({ ...flags, output: 'csv' });
  expect(csv.out.split('\r\n').map((line) => line.split(',').slice(1, 5).join(','))).toEqual([
    'rule,severity,standing,subject',
    'public-sharing,critical,open,111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01',
    'sharing,high,open,111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01',
    'encryption,high,open,111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01',
    '',
  ]);
  expect(csv.out.split('\r\n').map((line) => line.split(',').slice(-2).join(','))).toEqual([
    'account,region',
    '111122223333,us-east-1',
    '111122223333,us-east-1',
    '111122223333,us-east-1',
    '',
  ]);
  const json = await world.scan({ ...flags, output: 'json' });
  expect(reportOf(json.out).findings).toMatchObject([
    { account: '111122223333', region: 'us-east-1' },
    { account: '111122223333', region: 'us-east-1' },
    { account: '111122223333', region: 'us-east-1' },
  ]);
});

test('without --policy, and no policy in this folder, it says that it goes by the one that is shipped', async () => {
  await offend();
  const { out, err } = await world.scan({ ...knownIn(ownFolder()), policy: undefined });
  expect(err).toMatch(
    /^1 account, 1 account and region; policy policies\/scan.yaml, as it is shipped\n2 images, 6 findings; \d+ requests of AWS\n$/,
  );
  expect(out.split('\n').slice(0, 7)).toEqual([
    'RULE            CRITICAL  HIGH  MEDIUM  LOW  WAIVED  NOT JUDGED  OF',
    'public-sharing  1         -     -       -    -       -           2',
    'sharing         -         1     -       -    -       -           2',
    'encryption      -         1     -       -    -       -           2',
    'guardrails      -         3     -       -    -       -           1',
    'quota           -         -     -       -    -       -           3',
    'all             1         5     -       -    -       -',
  ]);
});

test('an account that does not let anybody in is not seen, and the rest is complete', async () => {
  await offend();
  const { roles } = world.sandbox();
  const arn = 'arn:aws:iam::333344445555:role/OrganizationAccountAccessRole';
  const role = roles.get(arn);
  roles.remove(arn);
  const flags = { ...flagsIn(ownFolder()), ...ORG, output: 'json' };
  const byRegion = await world.scan(flags, { caller: MANAGEMENT });
  const all = await world.scan({ ...flags, regions: 'all' }, { caller: MANAGEMENT });
  roles.put(role);
  const seen = ({ out }: { readonly out: string }) =>
    reportOf(out).notSeen.map(({ account, region, operation, code }) => [account, region, operation, code]);
  expect(seen(byRegion)).toEqual([['333344445555', null, 'AssumeRole', 'AccessDenied']]);
  expect(seen(all)).toEqual([['333344445555', null, 'AssumeRole', 'AccessDenied']]);
  expect([byRegion.code, reportOf(byRegion.out).images, reportOf(byRegion.out).complete]).toEqual([
    3,
    5,
    false,
  ]);
  // Three regions each of the six others.
  expect([all.code, reportOf(all.out).places.length]).toEqual([3, 18]);
  expect(all.err).toContain('1 thing could not be seen: this is not the whole\n');
  expect(reportOf(all.out).notSeen.map(({ message }) => message)).toEqual([
    'account 333344445555 has no role OrganizationAccountAccessRole, or its trust policy does not name 123456789012 or asks for ' +
      'another external id, or you may not take it',
  ]);
});

test('a denied call is one thing that was not seen: what hangs on it is not judged, and nothing passes', async () => {
  await offend();
  const lift = world.sandbox().faults.deny({ operation: 'DescribeImageAttribute', account: OWNER });
  const { code, out } = await world.scan({ ...knownIn(ownFolder()), output: 'json' });
  lift();
  const { notSeen, findings, rules } = reportOf(out);
  expect(notSeen.map(({ image, operation, code: answer }) => [image, operation, answer])).toEqual([
    ['ami-0aaaaaaaaaaaaaa01', 'DescribeImageAttribute', 'UnauthorizedOperation'],
    ['ami-0aaaaaaaaaaaaaa02', 'DescribeImageAttribute', 'UnauthorizedOperation'],
  ]);
  expect(rules.map(({ rule, errors }) => [rule, errors])).toEqual([
    ['public-sharing', 2],
    ['sharing', 2],
    ['encryption', 0],
  ]);
  expect([code, findings.length]).toEqual([3, 5]);
});

test('what could not be seen of many images for one reason is one line of the table', async () => {
  const lift = world.sandbox().faults.deny({ operation: 'DescribeImageAttribute', account: OWNER });
  const { out, err } = await world.scan(knownIn(ownFolder()));
  lift();
  const lines = out.split('\n').slice(out.split('\n').findIndex((line) => line.startsWith('NOT SEEN')) + 1);
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    [
      '111122223333/us-east-1/ami-0aaaaaaaaaaaaaa01 and 1 more',
      'DescribeImageAttribute',
      'UnauthorizedOperation',
    ],
    [''],
  ]);
  expect(err).toContain('2 things could not be seen: this is not the whole\n');
});

test('Ctrl-C: what was seen is told, the state is kept, and the same command goes on and ends as if nothing had been', async () => {
  await offend();
  const flags = { ...knownIn(ownFolder()), output: 'json', share: '100' };
  let interrupt = (): void => undefined;
  // As soon as the first image was read.
  const interrupted: OpenScan = async (settings) => {
    const scan = await openScan(settings);
    return {
      ...scan,
      sweep: (request) =>
        scan.sweep({
          ...request,
          progress: (note) => {
            if (note.stage === 'reading') interrupt();
            request.progress(note);
          },
        }),
    };
  };
  const stopped = await world.scan(flags, { open: interrupted, press: (press) => (interrupt = press) });
  const report = reportOf(stopped.out);
  expect([stopped.code, report.stopped, report.complete]).toEqual([3, true, false]);
  expect(stopped.err).toContain(
    'ami-warden scan: stopping, and keeping what was seen. Again, and it ends at once\n',
  );
  expect(stopped.err.endsWith('stopped: the same command goes on from here\n')).toBe(true);

  const whole = await world.scan(flags);
  const reads = (stopped.calls['DescribeImageAttribute'] ?? 0) + (whole.calls['DescribeImageAttribute'] ?? 0);
  // Two images, each read once in both runs together.
  expect([whole.code, reportOf(whole.out).complete, reads]).toEqual([2, true, 2]);
  expect(standings(reportOf(whole.out)).length).toBe(3);
});

test('credentials that run out stop it as Ctrl-C does, at the first answer that says so', async () => {
  await offend();
  const flags = { ...knownIn(ownFolder()), output: 'json' };
  const session = await world.session(OWNER, 'OrganizationAccountAccessRole');
  vi.stubEnv('AWS_SESSION_TOKEN', session.token);
  const outlived: OpenScan = async (settings) => {
    const scan = await openScan(settings);
    return {
      ...scan,
      sweep: (request) =>
        scan.sweep({
          ...request,
          progress: (note) => {
            if (note.stage === 'listing') session.expire();
            request.progress(note);
          },
        }),
    };
  };
  const stopped = await world.scan(flags, { caller: session.key, open: outlived });
  const report = reportOf(stopped.out);
  expect([stopped.code, report.stopped, report.complete]).toEqual([3, true, false]);
  // Once for each of the two, and not four times.
  expect(report.places.map(({ calls }) => calls['DescribeImageAttribute'])).toEqual([2]);
  expect([report.images, report.notSeen]).toEqual([2, []]);
  expect(stopped.err.split('\n').slice(-4)).toEqual([
    'of 2 images nobody read yet who may launch them',
    'the credentials ran out (DescribeImageAttribute: RequestExpired: Request has expired.): get new ones',
    'stopped: the same command goes on from here',
    '',
  ]);
});

test('it asks for nothing that doctor does not look at', async () => {
  const { calls } = await world.scan(
    { ...flagsIn(ownFolder()), policy: ['policies/strict.yaml'], ...ORG },
    { caller: MANAGEMENT },
  );
  const strict = await loadEither(['policies/strict.yaml'], Readable.from([]), new Date());
  if (!strict.ok) throw new Error(strict.problems.join());
  const needed = needsOf(['scan', 'organization'], strict.bundle).flatMap(({ actions }) => actions);
  const operations = new Set(needed.map((action) => action.split(':')[1]));
  // These two need no permission of one's own, or are what --role is for.
  const beyond = Object.keys(calls).filter((operation) => !operations.has(operation));
  expect(beyond.toSorted()).toEqual(['AssumeRole', 'GetCallerIdentity']);
});

test('nothing at all could be looked at: an error', async () => {
  const flags = { ...flagsIn(ownFolder()), org: true, role: 'nobody-has-it' };
  const scanned = await world.scan(flags, { caller: MANAGEMENT });
  // The account of the credentials needs no role.
  expect(scanned.code).toBe(3);
  const stranger = await world.scan({ ...flags, org: true }, { caller: '012345678901' });
  expect([stranger.code, stranger.out]).toEqual([1, '']);
});
