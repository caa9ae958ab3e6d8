import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExplain } from '../../../../lib/cli/explain/run.ts';
import { sqliteJournal } from '../../../../lib/local/sqlite-journal.ts';
import { inventoryOf, OBSERVED, subject } from '../inventory-file/lines-of-states.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const NOW = new Date('2026-09-01T12:00:00.000Z');

const POLICY = `version: 1
mode: audit
groups:
  prod: { ous: [Root/Workloads/Prod] }
rules:
  public-sharing: { mode: enforce }
  sharing:
    mode: notify
    enforceFrom: 2026-09-01T11:00:00Z
    allow: { orgs: [self] }
  snapshot-sharing: {}
  required-tags: { grace: 7d, tags: { Owner: true } }
  naming: { pattern: '^app-', match: { regions: [us-*] } }
  guardrails: {}
overrides:
  - name: prod-partners
    match: '@prod'
    rules: { sharing: { allow: { add: { accounts: ['444455556666'] } } } }
  - name: relaxed
    match: { ous: [Root/Sandbox] }
    rules: { sharing: { mode: off } }
waivers:
  - id: W-1
    rules: [sharing]
    match: { accounts: ['222233334444'] }
    principals: ['777788889999']
    reason: until the contract ends
    owner: web@example.com
    expires: 2026-12-31
  - id: W-2
    rules: [public-sharing]
    match: { accounts: ['555566667777'] }
    reason: a community image
    owner: dev@example.com
    expires: 2026-08-01
`;

const IMAGE = 'ami-0123456789abcdef0';
const place = { account: '222233334444', region: 'eu-west-1' };
const shared = subject({
  ...place,
  image: { id: IMAGE, name: 'web', launchPermission: ['444455556666', '777788889999', '012345678901'] },
});
const ESTATE = inventoryOf([
  shared,
  subject({ ...place, image: { id: 'ami-0fedcba9876543210', tags: { Owner: 'me' } } }),
  subject({ ...place, guardrails: { imageBlockPublicAccess: 'unblocked' } }),
]);

interface Step {
  readonly kind: string;
  readonly name: string;
  readonly scope: string;
  readonly reasons: readonly { readonly reason: string }[];
  readonly changes: readonly { readonly member: string; readonly from?: unknown; readonly to: unknown }[];
  readonly source: { readonly line: number; readonly column: number };
}
interface Told {
  readonly ref: object;
  readonly imageName: string | null;
  readonly plan: {
    readonly actions: readonly { readonly action: string; readonly writes: readonly object[] }[];
  } | null;
  readonly evaluation: { readonly findings: readonly { readonly id: string; readonly rule: string }[] };
  readonly rules: readonly {
    readonly rule: string;
    readonly verdict: { readonly verdict: string } | null;
    readonly silent: string | null;
    readonly chain: {
      readonly steps: readonly Step[];
      readonly members: readonly {
        readonly member: string;
        readonly setBy: string;
        readonly source: { line: number } | null;
      }[];
    };
    readonly waivers: readonly {
      readonly waiver: { readonly id: string };
      readonly inForce: boolean;
      readonly scope: string;
      readonly covers: readonly string[];
    }[];
    readonly facts: readonly { readonly fact: string; readonly observedAt: string }[];
    readonly borrows: { readonly id: string } | null;
    readonly mode: object;
  }[];
}

const explain = async (of: string, flags: object = {}, policy = POLICY, estate = ESTATE) => {
  const path = folderOf({ 'policy.yaml': policy, 'inventory.jsonl': estate });
  const { io, out, err } = capturedIo();
  const options = { policy: [path('policy.yaml')], inventory: path('inventory.jsonl'), ...flags };
  const code = await runExplain([of], options, io, NOW);
  return { code, out: out(), err: err(), folder: path('.') };
};
const told = async (of: string, flags: object = {}, policy = POLICY, estate = ESTATE): Promise<Told> =>
  JSON.parse((await explain(of, { output: 'json', ...flags }, policy, estate)).out) as Told;
const ruleOf = (explanation: Told, id: string) => {
  const rule = explanation.rules.find((one) => one.rule === id);
  if (rule === undefined) throw new Error(`nothing of ${id}`);
  return rule;
};

describe('explain', () => {
  test('tells the verdict of every rule, and why one says nothing', async () => {
    const { rules } = await told(IMAGE);
    expect(rules.map(({ rule, verdict, silent }) => [rule, verdict?.verdict ?? silent])).toEqual([
      ['public-sharing', 'pass'],
      ['sharing', 'fail'],
      ['snapshot-sharing', 'pass'],
      ['required-tags', 'pending'],
      ['naming', 'skip'],
      ['guardrails', 'It judges accounts in a region.'],
    ]);
  });

  test('tells who has waived a finding, by the grants of its line', async () => {
    const [organization = '', first = ''] = ESTATE.split('\n');
    const grant = {
      until: '2026-09-08T10:00:00Z',
      reason: 'the partner moves',
      owner: 'web@example.com',
      ticket: 'SEC-7',
      by: { kind: 'slack', name: 'alice' },
      entry: 'e1',
    };
    const line = { ...(JSON.parse(first) as object), grants: { '8546b10736486ccd': grant } };
    const estate = `${organization}\n${JSON.stringify(line)}\n`;
    expect(ruleOf(await told(IMAGE, {}, POLICY, estate), 'sharing').verdict).toMatchObject({
      verdict: 'waived',
      reason: expect.stringContaining(
        'Waived by alice until 2026-09-08T10:00:00.000Z: the partner moves.',
      ) as string,
    });
  });

  test('tells who has waived a finding by the journal that is named, which counts alone then', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'ami-warden-')), 'journal.sqlite');
    const { journal, close } = sqliteJournal({ path, clock: { now: () => NOW } });
    const { ref } = shared;
    const at = '2026-09-01T11:00:00.000Z';
    const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' } as const;
    const waived = {
      kind: 'waiver',
      ref,
      finding: '8546b10736486ccd',
      rule: 'sharing',
      reason: 'r',
    } as const;
    const more = { owner: 'web@example.com', ticket: null, by };
    await journal.append({ ...waived, ...more, at, until: '2026-09-01T11:30:00.000Z' });
    await journal.append({ ...waived, ...more, at, until: '2026-09-08T10:00:00.000Z' });
    close();
    const verdictAt = async (flags: object) =>
      ruleOf(await told(IMAGE, { journal: path, ...flags }), 'sharing').verdict?.verdict;
    expect(await verdictAt({})).toBe('waived');
    expect(await verdictAt({ at: '2026-09-08T10:00:00Z' })).toBe('fail');
    const missing = await explain(IMAGE, { journal: `${path}.none` });
    expect([missing.code, missing.out]).toEqual([1, '']);
    const both = await explain(IMAGE, { journal: path, table: 'b12' });
    expect(both.err).toBe('ami-warden explain: --table: expected without --journal\n');
    rmSync(dirname(path), { recursive: true });
  });

  test('tells the chain: the rule, then each override that names it, applied or not and why, with its place', async () => {
    const { chain } = ruleOf(await told(IMAGE), 'sharing');
    expect(
      chain.steps.map(({ kind, name, scope, source }) => [kind, name, scope, source.line, source.column]),
    ).toEqual([
      ['rule', 'sharing', 'yes', 7, 3],
      ['override', 'prod-partners', 'yes', 18, 14],
      ['override', 'relaxed', 'no', 21, 14],
    ]);
    expect(chain.steps.map(({ reasons }) => reasons.map(({ reason }) => reason))).toEqual([
      [],
      ['account 222233334444 (Root/Workloads/Prod) is in Root/Workloads/Prod'],
      ['account 222233334444 (Root/Workloads/Prod) is not in Root/Sandbox'],
    ]);
    expect(chain.steps[1]?.changes).toEqual([{ member: 'allow.accounts', from: [], to: ['444455556666'] }]);
    expect(chain.steps[2]?.changes).toEqual([{ member: 'mode', from: 'notify', to: 'off' }]);
  });

  test('tells who set each member in the end', async () => {
    const { members } = ruleOf(await told(IMAGE), 'sharing').chain;
    expect(
      Object.fromEntries(members.map(({ member, setBy, source }) => [member, [setBy, source?.line ?? null]])),
    ).toEqual({
      mode: ['rule sharing', 7],
      severity: ['default', null],
      graceSeconds: ['default', null],
      enforceFrom: ['rule sharing', 7],
      'remediation.action': ['default', null],
      'remediation.limitPerHour': ['default', null],
      'remediation.approval': ['default', null],
      'allow.accounts': ['override prod-partners', 18],
      'allow.organizations': ['rule sharing', 7],
      'allow.units': ['default', null],
    });
  });

  test('tells which waivers hold, which lapsed, and what they cover', async () => {
    const explanation = await told(IMAGE);
    const [waived] = ruleOf(explanation, 'sharing').waivers;
    expect(waived).toMatchObject({
      waiver: { id: 'W-1' },
      inForce: true,
      scope: 'yes',
      covers: [expect.any(String)],
    });
    expect(ruleOf(explanation, 'public-sharing').waivers).toMatchObject([
      { waiver: { id: 'W-2' }, inForce: false, scope: 'no', covers: [] },
    ]);
  });

  test('tells the facts used and when they were observed', async () => {
    expect(ruleOf(await told(IMAGE), 'sharing').facts).toMatchObject([
      { fact: 'launchPermission', observedAt: OBSERVED.toISOString() },
    ]);
  });

  test('tells the mode that enforceFrom made, and what enforce would do: neither the waived nor the allowed principal', async () => {
    const explanation = await told(IMAGE);
    expect(ruleOf(explanation, 'sharing').mode).toEqual({
      set: 'notify',
      now: 'enforce',
      enforceFrom: '2026-09-01T11:00:00.000Z',
    });
    expect(explanation.plan?.actions).toMatchObject([
      {
        action: 'revoke-unlisted',
        writes: [
          { kind: 'launch-permission', add: [], remove: [{ kind: 'account', account: '012345678901' }] },
        ],
      },
    ]);
    const before = await told(IMAGE, { at: '2026-09-01T10:59:59.999Z' });
    expect(before.plan).toBeNull();
  });

  test('tells whose list a rule without one goes by', async () => {
    expect(ruleOf(await told(IMAGE), 'snapshot-sharing').borrows).toMatchObject({ id: 'sharing' });
    const another = POLICY.replace(
      '  sharing:\n',
      "  teams: { kind: sharing, allow: { accounts: ['777788889999'] } }\n  sharing:\n",
    );
    const { borrows } = ruleOf(await told(IMAGE, {}, another), 'snapshot-sharing');
    expect(borrows).toMatchObject({ id: 'sharing', parameters: { allow: { organizations: ['self'] } } });
  });

  test('finds what a finding is about, by its id', async () => {
    const id = (await told(IMAGE)).evaluation.findings.find(({ rule }) => rule === 'sharing')?.id ?? '';
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect((await told(id)).ref).toEqual(shared.ref);
    const other = await explain('0123456789abcdef');
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('has the finding 0123456789abcdef')]);
  });

  test('explains an account-region, and an image by its full key', async () => {
    const { rules } = await told('222233334444/eu-west-1');
    expect(
      rules.filter(({ verdict }) => verdict !== null).map(({ rule, verdict }) => [rule, verdict?.verdict]),
    ).toEqual([['guardrails', 'fail']]);
    expect((await told(`222233334444/eu-west-1/${IMAGE}`)).imageName).toBe('web');
  });

  test('for people: each step with file:line:column, and what enforce would do', async () => {
    const { out, folder, code } = await explain(IMAGE);
    expect(code).toBe(2);
    expect(out).toContain(`222233334444/eu-west-1/${IMAGE} "web"`);
    expect(out).toContain(
      `${folder}/policy.yaml:18:14 override prod-partners applied (account 222233334444 (Root/Workloads/Prod) is in Root/Workloads/Prod): allow.accounts [] -> ["444455556666"]`,
    );
    expect(out).toContain(
      'override relaxed not applied (account 222233334444 (Root/Workloads/Prod) is not in Root/Sandbox)',
    );
    expect(out).toContain(
      'launchPermission (observed 2026-09-01T10:00:00.000Z): account/444455556666, account/777788889999, account/012345678901',
    );
    expect(out).toContain('enforce since 2026-09-01T11:00:00.000Z (set to notify)');
    expect(out).toMatch(/revoke-unlisted: remove account 012345678901, at most 50 an hour/);
    expect(out).toContain('7 days from first seen, until 2026-09-08T10:00:00.000Z');
  });

  test('an account that the organisation does not list: what cannot be told is said, and nothing is done', async () => {
    const stranger = subject({
      account: '888877776666',
      region: 'eu-west-1',
      image: { id: IMAGE, launchPermission: ['012345678901'] },
    });
    const { out, code } = await explain(IMAGE, {}, POLICY, inventoryOf([stranger]));
    expect(code).toBe(3);
    expect(out).toContain(
      'override prod-partners cannot be told (account 888877776666 (which the organisation does not list) may be in Root/Workloads/Prod)',
    );
    expect(out).not.toContain('revoke-unlisted: remove');
  });

  test.each([
    ['nothing that is a subject', ['web-server'], {}, 'expected ami-'],
    ['an account without a region', ['222233334444/'], {}, 'expected ami-'],
    ['an image that the inventory does not hold', ['ami-99999999999999999'], {}, 'does not hold it'],
    ['both sources', [IMAGE], { live: true }, '--inventory: expected this, or --live'],
    ['a profile without --live', [IMAGE], { profile: 'x' }, '--live: expected with'],
    ['no such region', [IMAGE], { region: 'Frankfurt' }, '--region: expected a region'],
  ])('ends with 1 for %s', async (_, [of = ''], flags, problem) => {
    const { code, err } = await explain(of, flags);
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
  });
});
