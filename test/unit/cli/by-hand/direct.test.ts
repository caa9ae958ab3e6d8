import { beforeEach, describe, expect, test } from 'vitest';
import { runApply } from '../../../../lib/cli/apply/run.ts';
import { runHandPlan } from '../../../../lib/cli/plan/run.ts';
import { runRefuse } from '../../../../lib/cli/refuse/run.ts';
import { runRemediate } from '../../../../lib/cli/remediate/run.ts';
import { runRollback } from '../../../../lib/cli/rollback/run.ts';
import { runWaive } from '../../../../lib/cli/waive/run.ts';
import type { Plan } from '../../../../lib/model/plan.ts';
import { folderOf } from '../policy/folder.ts';
import {
  COLLEAGUE,
  entryText,
  handWorld,
  IMAGE,
  OTHER_IMAGE,
  OWNER,
  POLICY,
  STRANGER,
  SUBJECT,
} from './hand-world.ts';

const world = handWorld();
beforeEach(async () => {
  world.fresh();
  await world.share('all', COLLEAGUE);
});

const policy = () => ({ policy: [world.at('policy.yaml')] });
const PUBLIC = { rule: 'public-sharing' };
const ALICE = 'arn:aws:iam::111122223333:user/operator';

const planned = async (flags: object = {}): Promise<Plan> => {
  const { out } = await world.run(runHandPlan, [IMAGE], {
    ...policy(),
    rule: ['public-sharing'],
    output: 'json',
    ...flags,
  });
  const [offer] = JSON.parse(out) as { readonly plans: readonly { readonly plan: Plan }[] }[];
  const plan = offer?.plans[0]?.plan;
  if (plan === undefined) throw new Error('no plan');
  return plan;
};
const kinds = async (): Promise<readonly string[]> => (await world.entries()).map(entryText);
const undoOf = async (): Promise<string> =>
  (await world.entries()).findLast((entry) => entry.kind === 'outcome')?.id ?? '';

describe('plan', () => {
  test('shows what would be done, before and after, and why, whatever the mode; changes nothing; keeps the plan', async () => {
    const { code, out, err } = await world.run(runHandPlan, [IMAGE], {
      ...policy(),
      rule: ['public-sharing'],
    });
    const [head, row, ...rest] = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(head).toEqual(['PLAN', 'WHERE', 'RULE', 'ACTION', 'WHAT', 'BEFORE -> AFTER', 'WHY']);
    expect(row).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      SUBJECT,
      'public-sharing',
      'revoke-public',
      'remove everybody (public): would be done',
      'shared with everybody (public), account 222233334444 -> shared with account 222233334444',
      'The image is public: every AWS account can launch it. (The mode is audit: the policy itself leaves it.)',
    ]);
    expect([code, rest, err.endsWith('1 plan; ami-warden apply PLAN does one\n')]).toEqual([2, [['']], true]);
    expect([await world.grants(), await kinds()]).toEqual([
      [COLLEAGUE, 'all'],
      ['plan', 'public-sharing open'],
    ]);
  });

  test('looked at again, it is the same plan; with --dry-run nothing is kept', async () => {
    const first = await planned();
    expect((await planned()).id).toBe(first.id);
    expect(await kinds()).toEqual(['plan', 'public-sharing open']);
    world.fresh();
    await planned({ dryRun: true });
    expect(await kinds()).toEqual([]);
  });

  test('reads guard rails, by account/region, and images elsewhere only under a role', async () => {
    const guardrails = await world.run(runHandPlan, [`${OWNER}/us-east-1`], policy());
    expect([guardrails.code, guardrails.out]).toEqual([
      2,
      expect.stringContaining('enable-block-public-access'),
    ]);
    const elsewhere = `${COLLEAGUE}/us-east-1/ami-0bbbbbbbbbbbbbb01`;
    const denied = await world.run(runHandPlan, [elsewhere, IMAGE], policy());
    expect([denied.code, denied.err]).toEqual([
      3,
      expect.stringContaining(
        'these credentials are of account 111122223333, not of 222233334444: --role names one',
      ),
    ]);
    const role = { role: 'ami-warden-writer', externalId: 'ami-warden-example' };
    const taken = await world.run(
      runHandPlan,
      [elsewhere],
      { ...policy(), ...role, rule: ['public-sharing'] },
      { caller: world.sandbox().credentialsOf('arn:aws:iam::999988887777:role/ami-warden-dev-remediate') },
    );
    expect([taken.code, taken.err]).toEqual([0, expect.stringContaining('nothing to do')]);
  });

  test('does not judge strangers while it does not know who belongs to the organisation, and says so', async () => {
    await world.share(STRANGER);
    const blind = await world.run(runHandPlan, [IMAGE], { ...policy(), rule: ['sharing'] });
    expect([blind.code, blind.out]).toEqual([3, '']);
    expect(blind.err).toContain('sharing was not judged: the accounts of the organisation could not be read');
    const denied = await world.run(runRemediate, [IMAGE], { ...policy(), rule: 'sharing', yes: true });
    expect([denied.code, denied.err]).toEqual([1, expect.stringContaining('nobody is taken for a stranger')]);
    expect(await world.grants()).toEqual([STRANGER]);
  });

  test('of quotas, whose use nobody counts here, says that it cannot be told, and offers the rest', async () => {
    const text = `${POLICY}  quota: { watch: { amis: { warn: 70%, critical: 90% } } }\n`;
    const flags = { policy: [folderOf({ 'quota.yaml': text })('quota.yaml')] };
    const seen = await world.run(runHandPlan, [`${OWNER}/us-east-1`], flags);
    expect([seen.code, seen.out, seen.err]).toEqual([
      3,
      expect.stringContaining('enable-block-public-access'),
      expect.stringContaining('quota could not be judged: The use of the quotas could not be read'),
    ]);
    const asked = { ...flags, rule: 'quota', yes: true };
    const { code, err } = await world.run(runRemediate, [`${OWNER}/us-east-1`], asked);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('quota: error: The use of the quotas could not be'),
    ]);
  });

  test('of a rule that the policy does not have is a mistake', async () => {
    const { code, err } = await world.run(runHandPlan, [IMAGE], { ...policy(), rule: ['no-such'] });
    expect([code, err]).toEqual([1, expect.stringContaining('the policy has no rule no-such')]);
  });

  test.each([
    [[], 'expected ami-…, account/region/ami-… or account/region'],
    [['i-0123456789abcdef0'], 'nothing can be done about an instance'],
    [['ami-99999999999999999'], 'AWS has no 111122223333/us-east-1/ami-99999999999999999'],
    [['nonsense'], '"nonsense": expected ami-…'],
  ])('%j is a mistake', async (words, problem) => {
    const { code, out, err } = await world.run(runHandPlan, words, policy());
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(problem)]);
  });
});

describe('plan of a plan', () => {
  test('shows what is still called for of it', async () => {
    const { id } = await planned();
    const now = await world.run(runHandPlan, [id], policy());
    expect([now.code, now.out]).toEqual([2, expect.stringContaining('would be done')]);
    await world.share(COLLEAGUE);
    const stale = await world.run(runHandPlan, [id], policy());
    expect([stale.code, stale.err]).toEqual([0, expect.stringContaining('has gone stale')]);
  });
});

describe('apply', () => {
  test('shows it, asks, does it by intent and outcome, and names what an undo names', async () => {
    const { id } = await planned();
    const { code, out, err, questions } = await world.run(runApply, [id], policy(), { says: 'yes' });
    expect([code, questions]).toEqual([0, [`Apply plan ${id}?`]]);
    expect(err).toContain('remove everybody (public): would be done');
    expect(out).toContain('remove everybody (public): done and read back');
    expect(out).toContain(await undoOf());
    expect(await world.grants()).toEqual([COLLEAGUE]);
    expect(await kinds()).toEqual([
      'plan',
      'public-sharing open',
      'approved by operator',
      'revoke-public begun',
      'revoke-public done',
      'public-sharing fixed',
    ]);
    const intent = (await world.entries()).find(({ kind }) => kind === 'intent');
    expect(intent).toMatchObject({ by: { kind: 'cli', name: 'operator', arn: ALICE, id: ALICE } });
  });

  test('does only what was planned, and says what has gone stale', async () => {
    const { id } = await planned();
    await world.share(COLLEAGUE);
    const { code, err } = await world.run(runApply, [id], { ...policy(), yes: true });
    expect([code, err]).toEqual([0, expect.stringContaining(`plan ${id} for ${SUBJECT} has gone stale`)]);
    expect(await world.grants()).toEqual([COLLEAGUE]);
  });

  test('twice does it once', async () => {
    const { id } = await planned();
    await world.run(runApply, [id], { ...policy(), yes: true });
    world.sandbox().calls.clear();
    const again = await world.run(runApply, [id], { ...policy(), yes: true });
    expect(again.code).toBe(0);
    expect(world.sandbox().calls.of({ operation: 'ModifyImageAttribute' })).toEqual([]);
  });

  test('of a plan that needs two people waits for another identity of AWS', async () => {
    world.fresh(POLICY.replace('action: revoke-public', 'action: revoke-public, approval: two-person'));
    const { id } = await planned();
    const first = await world.run(runApply, [id], { ...policy(), yes: true });
    const again = await world.run(runApply, [id], { ...policy(), yes: true });
    expect([first.code, again.code, again.err]).toEqual([
      2,
      2,
      expect.stringContaining('for a second person'),
    ]);
    expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
    const other = world.sandbox().credentialsOf('arn:aws:iam::111122223333:role/ami-warden-writer', 'bob');
    const second = await world.run(runApply, [id], { ...policy(), yes: true }, { caller: other });
    expect([second.code, await world.grants()]).toEqual([0, [COLLEAGUE]]);
    expect((await kinds()).filter((kind) => kind.startsWith('approved'))).toEqual([
      'approved by operator',
      'approved by ami-warden-writer/bob',
    ]);
  });

  test('knows no plan that is not in the journal, and no word that is none', async () => {
    const none = await world.run(runApply, ['0123456789abcdef'], { ...policy(), yes: true });
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('There is no plan 0123456789abcdef')]);
    const word = await world.run(runApply, ['plan'], { ...policy(), yes: true });
    expect([word.code, word.err]).toEqual([1, expect.stringContaining('expected the id of a plan')]);
  });
});

describe('refuse', () => {
  test('is final: the plan is not applied any more, and says by whom and why', async () => {
    const { id } = await planned();
    const said = await world.run(runRefuse, [id], { reason: 'needed until May' }, { says: 'yes' });
    expect([said.code, said.questions]).toEqual([0, [`Refuse plan ${id}? Nothing of it can be done then.`]]);
    const { code, err } = await world.run(runApply, [id], { ...policy(), yes: true });
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/was refused by operator at .*: needed until May/),
    ]);
    expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
  });
});

describe('remediate', () => {
  test('shows, asks and puts right, in the JSON of the answer', async () => {
    const { code, out, questions } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), ...PUBLIC, output: 'json' },
      { says: 'yes' },
    );
    expect([code, questions]).toEqual([0, [`Do this to ${SUBJECT}?`]]);
    expect(JSON.parse(out)).toMatchObject({
      status: 'done',
      by: { kind: 'cli', id: ALICE },
      results: [
        {
          outcome: {
            kind: 'done',
            before: { launchPermission: [{ kind: 'public' }, { kind: 'account', account: COLLEAGUE }] },
            after: { launchPermission: [{ kind: 'account', account: COLLEAGUE }] },
          },
          undo: await undoOf(),
        },
      ],
    });
    expect(await world.grants()).toEqual([COLLEAGUE]);
  });

  test.each([
    ['no', 'nothing was done'],
    ['nobody', '--yes is needed where nobody can be asked'],
  ] as const)('with %s to say yes, it shows the change and leaves all as it is', async (says, problem) => {
    const { code, out, err, questions } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), ...PUBLIC },
      { says },
    );
    expect([code, out, questions.length]).toEqual([1, '', says === 'no' ? 1 : 0]);
    expect(err).toContain(
      'shared with everybody (public), account 222233334444 -> shared with account 222233334444',
    );
    expect(err).toContain(problem);
    expect([await world.grants(), await kinds()]).toEqual([[COLLEAGUE, 'all'], []]);
  });

  test('with --dry-run shows it as data, asks nobody and ends with 2', async () => {
    const { code, out, questions } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), ...PUBLIC, dryRun: true },
      { says: 'yes' },
    );
    expect([code, questions, out]).toEqual([2, [], expect.stringContaining('would be done')]);
    expect([await world.grants(), await kinds()]).toEqual([[COLLEAGUE, 'all'], []]);
  });

  test('does nothing when more is called for than was shown', async () => {
    const open = `version: 1\nmode: audit\nrules: { tags: { kind: required-tags, tags: { Owner: true, Stage: true }, remediate: { action: add-tags, tags: { Owner: a, Stage: b } } } }\n`;
    world.fresh(open);
    const tags = async (): Promise<unknown> => (await world.entries()).map(entryText);
    const { code, err } = await world.run(
      runRemediate,
      [OTHER_IMAGE],
      { ...policy(), rule: 'tags' },
      {
        says: 'yes',
        means: {
          confirm: async () => {
            const { DeleteTagsCommand } = await import('@aws-sdk/client-ec2');
            await world.ec2(OWNER, (client) =>
              client.send(new DeleteTagsCommand({ Resources: [OTHER_IMAGE], Tags: [{ Key: 'Owner' }] })),
            );
            return true;
          },
        },
      },
    );
    expect([code, err]).toEqual([1, expect.stringContaining('is not what was shown any more')]);
    expect(await tags()).toEqual([]);
  });

  test('has nothing to do where nothing fails', async () => {
    await world.share(COLLEAGUE);
    const { code, err, questions } = await world.run(
      runRemediate,
      [IMAGE],
      { ...policy(), ...PUBLIC },
      { says: 'yes' },
    );
    expect([code, questions, err]).toEqual([0, [], expect.stringContaining('public-sharing: pass')]);
  });

  test('refuses a rule that the policy does not have, a policy with mistakes, and flags that do not fit', async () => {
    const unknown = await world.run(runRemediate, [IMAGE], { ...policy(), rule: 'no-such', yes: true });
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('has no rule no-such')]);
    const missing = await world.run(runRemediate, [IMAGE], {
      policy: [world.at('none.yaml')],
      ...PUBLIC,
      yes: true,
    });
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('none.yaml')]);
    world.fresh(POLICY.replace('audit', 'adit'));
    const wrong = await world.run(runRemediate, [IMAGE], { ...policy(), ...PUBLIC, yes: true });
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/policy\.yaml:3:\d+: /)]);
    const flags = await world.run(runRemediate, [IMAGE], {
      ...policy(),
      ...PUBLIC,
      via: 'ami-warden-dev',
      role: 'r',
    });
    expect([flags.code, flags.err]).toEqual([
      1,
      'ami-warden remediate: --role: expected without --via: the service has its own\n' +
        'ami-warden remediate: --policy: expected without --via: the service has its own\n',
    ]);
    const lonely = await world.run(runRemediate, [IMAGE], { ...policy(), ...PUBLIC, externalId: 'id' });
    expect([lonely.code, lonely.err]).toEqual([
      1,
      'ami-warden remediate: --external-id: expected with --role\n',
    ]);
  });
});

describe('with the accounts of the organisation in a file', () => {
  test('exactly the strangers go, and come back; everybody else stays', async () => {
    world.fresh(
      POLICY,
      `id: o-exampleorg1
managementAccount: '123456789012'
accounts: { '${OWNER}': {}, '${COLLEAGUE}': {} }
`,
    );
    const all = ['444455556666', 'all', COLLEAGUE, STRANGER];
    await world.share(...all);
    const flags = { ...policy(), rule: 'sharing', organization: world.at('organization.yaml'), yes: true };
    const done = await world.run(runRemediate, [IMAGE], flags);
    expect([done.code, await world.grants()]).toEqual([0, [COLLEAGUE, 'all']]);
    const undone = await world.run(runRollback, [await undoOf()], { yes: true });
    expect([undone.code, await world.grants()]).toEqual([0, all.toSorted()]);
  });
});

describe('rollback', () => {
  test('gives back exactly what was removed, finds the entry by its id, and needs no policy', async () => {
    await world.run(runRemediate, [IMAGE], { ...policy(), ...PUBLIC, yes: true });
    const entry = await undoOf();
    const { code, out, questions } = await world.run(runRollback, [entry], {}, { says: 'yes' });
    expect([code, questions]).toEqual([0, [`Take it back, for ${SUBJECT}?`]]);
    expect(out).toContain('grant everybody (public): done and read back');
    expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
    expect((await kinds()).slice(-3)).toEqual(['public-sharing open', 'rollback begun', 'rollback done']);
  });

  test('knows what cannot be taken back', async () => {
    const none = await world.run(runRollback, ['no-such-entry'], { yes: true });
    expect([none.code, none.err]).toEqual([
      1,
      'ami-warden rollback: the journal holds no entry no-such-entry\n',
    ]);
    const named = await world.run(runRollback, ['no-such-entry'], { subject: IMAGE, yes: true });
    expect([named.code, named.err]).toEqual([1, expect.stringContaining('has no outcome of this id')]);
  });
});

describe('waive', () => {
  const NOW = new Date();
  const WHY = { reason: 'partner migration', owner: 'web@example.com' };
  const finding = async (): Promise<string> => (await planned()).actions[0]?.findings[0] ?? '';

  test('exempts the finding until then: remediate has nothing to do, and after that instant it has', async () => {
    const id = await finding();
    const said = await world.run(
      runWaive,
      [id],
      { ...policy(), ...WHY, until: '7d', ticket: 'SEC-1' },
      { says: 'yes', now: NOW },
    );
    expect([said.code, said.questions]).toEqual([
      0,
      [`Waive finding ${id} of ${SUBJECT} until ${new Date(NOW.getTime() + 7 * 86_400_000).toISOString()}?`],
    ]);
    const waiver = (await world.entries()).find(({ kind }) => kind === 'waiver');
    expect(waiver).toMatchObject({ finding: id, ...WHY, ticket: 'SEC-1', by: { kind: 'cli', id: ALICE } });
    const left = await world.run(runRemediate, [IMAGE], { ...policy(), ...PUBLIC, yes: true });
    expect([left.code, left.err]).toEqual([0, expect.stringContaining('public-sharing: waived')]);
    const offered = await world.run(runHandPlan, [IMAGE], { ...policy(), rule: ['public-sharing'] });
    expect([offered.code, offered.err]).toEqual([
      0,
      expect.stringContaining('public-sharing is waived, and left'),
    ]);
    expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
  });

  test.each([
    [{ until: '7d', ...WHY }, ['nonsense'], 'expected the id of a finding'],
    [{ until: '7d', ...WHY }, ['0123456789abcdef'], 'the journal holds no finding 0123456789abcdef'],
    [{ until: 'soon', ...WHY }, ['0123456789abcdef'], '--until: expected a duration such as 7d'],
    [{ until: '7d', owner: 'o' }, ['0123456789abcdef'], '--reason: expected a reason'],
  ])('%j is a mistake', async (flags, words, problem) => {
    await planned();
    const { code, err } = await world.run(runWaive, words, { ...policy(), ...flags, yes: true });
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
  });
});
