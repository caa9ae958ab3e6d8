import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWaivers } from '../../../../lib/cli/waivers/run.ts';
import { sqliteJournal } from '../../../../lib/local/sqlite-journal.ts';
import { AccountId, ImageId, Region } from '../../../../lib/model/ids.ts';
import { sarifProblems } from '../output/valid-sarif.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const POLICY = `version: 1
rules: { public-sharing: {}, encryption: {} }
waivers:
  - id: W-2
    rules: [public-sharing, encryption]
    match: { accounts: ['111122223333'], images: ['name:agent-*'] }
    principals: [public]
    reason: =cmd
    owner: agent@example.com
    ticket: SEC-1
    approvedBy: secops
    expires: 2026-12-31
waiverPolicy: { warnBefore: [30d, 7d] }
`;
const FURTHER = `waivers:
  - id: W-1
    rules: [encryption]
    match: { accountTags: { env: dev } }
    reason: old
    owner: dev@example.com
    expires: 2026-11-30
`;

const run = async (
  files: Readonly<Record<string, string>>,
  raw: unknown = {},
  now = '2026-11-01T12:00:00Z',
) => {
  const at = folderOf(files);
  const { io, out, err } = capturedIo();
  const code = await runWaivers(Object.keys(files).map(at), raw, io, new Date(now));
  const nameless = (text: string): string => text.replaceAll(`${at('.')}/`, '');
  return { code, out: nameless(out()), err: nameless(err()) };
};

const BOTH = { 'p.yaml': POLICY, 'teams/w.yaml': FURTHER };

describe('ami-warden waivers', () => {
  test('lists all of a policy’s files, the one that lapses first at the top, with whose it is and where it stands', async () => {
    const { code, out, err } = await run(BOTH);
    expect(code).toBe(0);
    expect(out.replace(/ {2,}/g, '  ')).toBe(
      `WAIVER  STATE   DAYS LEFT  EXPIRES     RULES                       WHERE                                                      OWNER              TICKET  APPROVED BY  STANDS AT
W-1     soon    29         2026-11-30  encryption                  account tags env=dev                                       dev@example.com    -       -            teams/w.yaml:2:5
W-2     active  60         2026-12-31  public-sharing, encryption  accounts 111122223333; images name:agent-*; for public  agent@example.com  SEC-1   secops       p.yaml:4:5
`.replace(/ {2,}/g, '  '),
    );
    expect(err).toBe('0 lapsed, 1 soon, 1 active\n');
  });

  test('ends with 2 when one has lapsed, at its very instant', async () => {
    const last = await run(BOTH, {}, '2026-11-29T23:59:59.999Z');
    expect([last.code, last.err]).toEqual([0, '0 lapsed, 1 soon, 1 active\n']);
    const over = await run(BOTH, {}, '2026-11-30T00:00:00Z');
    expect([over.code, over.err]).toEqual([2, '1 lapsed, 0 soon, 1 active\n']);
    const asked = await run(BOTH, { at: '2026-11-30' }, '2026-01-01T00:00:00Z');
    expect([asked.code, asked.err]).toEqual([2, '1 lapsed, 0 soon, 1 active\n']);
  });

  test('ends with 2 when one will lapse within --expiring, which takes the place of the policy’s warnBefore', async () => {
    const near = await run(BOTH, { expiring: '28d' });
    expect([near.code, near.err]).toEqual([0, '0 lapsed, 0 soon, 2 active\n']);
    const far = await run(BOTH, { expiring: '60d' });
    expect([far.code, far.err]).toEqual([2, '0 lapsed, 2 soon, 0 active\n']);
  });

  test('is data as JSON', async () => {
    const { code, out } = await run(BOTH, { output: 'json' });
    expect(code).toBe(0);
    expect((JSON.parse(out) as unknown[])[1]).toEqual({
      id: 'W-2',
      state: 'active',
      daysLeft: 60,
      expires: '2026-12-31T00:00:00.000Z',
      rules: ['public-sharing', 'encryption'],
      scope: { accounts: ['111122223333'], images: ['name:agent-*'] },
      principals: ['public'],
      owner: 'agent@example.com',
      ticket: 'SEC-1',
      approvedBy: 'secops',
      reason: '=cmd',
      at: { file: 'p.yaml', line: 4, column: 5 },
    });
  });

  test('is a spreadsheet as CSV, in which no reason is a formula', async () => {
    const lines = (await run(BOTH, { output: 'csv' })).out.split('\r\n');
    expect(lines[0]).toBe(
      'id,state,daysLeft,expires,rules,scope,owner,ticket,approvedBy,reason,file,line,column,entry',
    );
    expect(lines[2]).toBe(
      "W-2,active,60,2026-12-31T00:00:00.000Z,public-sharing encryption,accounts 111122223333; images name:agent-*; for public,agent@example.com,SEC-1,secops,'=cmd,p.yaml,4,5,",
    );
  });

  test('is a SARIF log of those that lapsed or soon will', async () => {
    const { code, out } = await run(BOTH, { output: 'sarif', expiring: '45d' }, '2026-12-01T00:00:00Z');
    expect(code).toBe(2);
    expect(sarifProblems(out)).toEqual([]);
    const { runs } = JSON.parse(out) as {
      runs: { results: { ruleId: string; message: { text: string } }[] }[];
    };
    expect(runs[0]?.results.map(({ ruleId, message }) => [ruleId, message.text])).toEqual([
      ['waiver-lapsed', 'waiver W-1 of dev@example.com for encryption lapsed at 2026-11-30T00:00:00.000Z'],
      [
        'waiver-soon-lapses',
        'waiver W-2 of agent@example.com for public-sharing, encryption lapses at 2026-12-31T00:00:00.000Z, in 30 days',
      ],
    ]);
  });

  test('with a journal also what people have waived: the last word on each finding, as far as it is in force', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
    const path = join(folder, 'journal.sqlite');
    const { journal, close } = sqliteJournal({
      path,
      clock: { now: () => new Date('2026-11-01T00:00:00Z') },
    });
    const ref = {
      account: AccountId.parse('111122223333'),
      region: Region.parse('us-east-1'),
      image: ImageId.parse('ami-0aaaaaaaaaaaaaa01'),
    };
    const waive = (at: string, finding: string, until: string): Promise<string> =>
      journal.append({
        kind: 'waiver',
        at,
        ref,
        finding,
        rule: 'encryption',
        until,
        reason: 'r',
        owner: 'web@example.com',
        ticket: null,
        by: { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' },
      });
    await waive('2026-11-01T00:00:00.000Z', '00000000000000a1', '2026-12-24T00:00:00.000Z');
    const entry = await waive('2026-11-01T01:00:00.000Z', '00000000000000a1', '2026-11-15T00:00:00.000Z');
    await waive('2026-10-01T00:00:00.000Z', '00000000000000a2', '2026-11-01T12:00:00.000Z');
    close();
    const { code, out, err } = await run({ 'p.yaml': POLICY }, { journal: path, output: 'json' });
    expect([code, err]).toEqual([0, '0 lapsed, 1 soon, 1 active\n']);
    expect((JSON.parse(out) as unknown[]).slice(1)).toEqual([
      {
        id: '00000000000000a1',
        state: 'soon',
        daysLeft: 14,
        expires: '2026-11-15T00:00:00.000Z',
        rules: ['encryption'],
        scope: { accounts: ['111122223333'], regions: ['us-east-1'], images: ['ami-0aaaaaaaaaaaaaa01'] },
        principals: null,
        owner: 'web@example.com',
        ticket: null,
        approvedBy: 'alice',
        reason: 'r',
        at: null,
        entry,
      },
    ]);
    const table = await run({ 'p.yaml': POLICY }, { journal: path });
    expect(table.out).toContain('the journal');
    const nothing = await run({ 'p.yaml': POLICY }, { journal: join(folder, 'none.sqlite') });
    expect([nothing.code, nothing.out]).toEqual([1, '']);
    rmSync(folder, { recursive: true });
  });

  test('of a policy that has none: nothing on stdout', async () => {
    const { code, out, err } = await run({ 'p.yaml': 'version: 1\nrules: { encryption: {} }\n' });
    expect([code, out, err]).toEqual([0, '', 'no waivers\n']);
  });

  test('of a policy with mistakes: exit 1, with their places', async () => {
    const { code, out, err } = await run({ 'p.yaml': POLICY.replace('owner:', 'ower:') });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('p.yaml:9:5: unknown name `ower` (did you mean `owner`?)');
    expect(err).toContain('ami-warden waivers: the policy is refused: mend it first\n');
  });

  test.each([
    [{ expiring: 'soon' }, '--expiring: expected a duration such as 30m, 1h or 7d'],
    [{ journal: 'a', table: 'b12' }, '--table: expected without --journal, and --profile with this'],
    [{ output: 'junit' }, '--output: expected one of table, json, csv, sarif'],
  ])('wrong flags: %o', async (raw, message) => {
    const { code, out, err } = await run(BOTH, raw);
    expect([code, out, err]).toEqual([1, '', `ami-warden waivers: ${message}\n`]);
  });
});
