import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { runApply } from '../../../../lib/cli/apply/run.ts';
import { runPause } from '../../../../lib/cli/pause/run.ts';
import { runJournal } from '../../../../lib/cli/journal/run.ts';
import { runHandPlan } from '../../../../lib/cli/plan/run.ts';
import { runRefuse } from '../../../../lib/cli/refuse/run.ts';
import { runRemediate } from '../../../../lib/cli/remediate/run.ts';
import { runResume } from '../../../../lib/cli/resume/run.ts';
import { runRollback } from '../../../../lib/cli/rollback/run.ts';
import { runWaive } from '../../../../lib/cli/waive/run.ts';
import { COLLEAGUE, HUB, handWorld, IMAGE, STACK, STRANGER, SUBJECT } from './hand-world.ts';

const world = handWorld(`version: 1
name: guarded
mode: enforce
rules:
  public-sharing: { remediate: { action: revoke-public, approval: manual } }
  sharing: { allow: { orgs: [self] }, remediate: { action: revoke-unlisted, approval: two-person } }
`);
beforeEach(async () => {
  world.fresh();
  await share(COLLEAGUE);
});

const ALICE = 'arn:aws:iam::999988887777:user/operator';
const via = { via: STACK };
const as = { caller: HUB, says: 'yes' } as const;
const quietly = { caller: HUB } as const;

const share = async (...add: readonly string[]): Promise<void> => {
  await world.share(...add);
  await world.sandbox().hub.idle();
};
interface Row {
  readonly plan: string;
  readonly subject: string;
  readonly approval: string;
  readonly approvedBy: readonly string[];
}
const waiting = async (...words: readonly string[]): Promise<readonly Row[]> => {
  const { out } = await world.run(runHandPlan, words, { ...via, output: 'json' }, quietly);
  return JSON.parse(out) as readonly Row[];
};

describe('pause and resume of the service', () => {
  test('stop it in the middle of everything, and say by whom, since when and why', async () => {
    const now = new Date('2026-11-23T10:00:00.000Z');
    const paused = await world.run(
      (_, ...rest) => runPause(...rest),
      [],
      { ...via, reason: 'a bad policy' },
      { ...quietly, now },
    );
    const text = 'paused by operator since 2026-11-23T10:00:00.000Z: a bad policy';
    expect([paused.code, paused.out]).toEqual([0, expect.stringContaining(`not paused -> ${text}`)]);
    const again = await world.run((_, ...rest) => runPause(...rest), [], { ...via, output: 'json' }, quietly);
    expect([again.code, JSON.parse(again.out)]).toMatchObject([0, { after: { reason: 'a bad policy' } }]);
    // The function reads the switch every half a minute.
    world.sandbox().clock.advance(60_000);
    await share('all');
    const held = await world.run(
      runRemediate,
      [SUBJECT],
      { ...via, rule: 'public-sharing', yes: true },
      quietly,
    );
    expect([held.code, held.err, await world.grants()]).toEqual([1, expect.stringContaining(text), ['all']]);
    const asked = await world.run((_, ...rest) => runResume(...rest), [], via, { caller: HUB, says: 'no' });
    expect([asked.code, asked.questions, asked.err]).toEqual([
      1,
      ['Let writing go on?'],
      expect.stringContaining(text),
    ]);
    const resumed = await world.run((_, ...rest) => runResume(...rest), [], { ...via, yes: true }, quietly);
    expect([resumed.code, resumed.out]).toEqual([0, expect.stringContaining(`${text} -> not paused`)]);
    world.sandbox().clock.advance(60_000);
    const done = await world.run(
      runRemediate,
      [SUBJECT],
      { ...via, rule: 'public-sharing', yes: true },
      quietly,
    );
    expect([done.code, await world.grants()]).toEqual([0, []]);
  });

  test('stops it although nobody can tell who asks', async () => {
    const who = vi.spyOn(STSClient.prototype, 'send').mockRejectedValue(new Error('STS is down'));
    const paused = await world.run((_, ...rest) => runPause(...rest), [], via, quietly);
    who.mockRestore();
    expect([paused.code, paused.out]).toEqual([0, expect.stringContaining('-> paused by somebody since')]);
    const resumed = await world.run((_, ...rest) => runResume(...rest), [], { ...via, yes: true }, quietly);
    expect(resumed.code).toBe(0);
  });

  test('a switch that cannot be read counts as paused, and can be set all the same', async () => {
    const ssm = new SSMClient({
      endpoint: world.sandbox().endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: HUB, secretAccessKey: 'any' },
    });
    const parameter = { Name: '/ami-warden/dev/paused', Value: 'perhaps', Overwrite: true };
    await ssm.send(new PutParameterCommand(parameter));
    ssm.destroy();
    const seen = await world.run((_, ...rest) => runResume(...rest), [], { ...via, dryRun: true }, quietly);
    expect([seen.code, seen.out]).toEqual([
      2,
      expect.stringContaining('not to be read, which counts as paused'),
    ]);
    const resumed = await world.run(
      (_, ...rest) => runResume(...rest),
      [],
      { ...via, yes: true, output: 'json' },
      quietly,
    );
    expect([resumed.code, JSON.parse(resumed.out)]).toMatchObject([
      0,
      { before: { kind: 'unknown' }, after: { kind: 'running' } },
    ]);
  });
});

describe('through the deployed service', () => {
  test('plan lists what waits for a person, shows one plan, and what a rule would do', async () => {
    expect(await waiting()).toEqual([]);
    await share('all', COLLEAGUE);
    const [row, ...others] = await waiting();
    expect([row, others]).toEqual([
      {
        plan: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        subject: SUBJECT,
        why: 'approval',
        approval: 'manual',
        approvedBy: [],
        rules: ['public-sharing'],
        since: expect.stringContaining('T') as string,
        reasons: ['The image is public: every AWS account can launch it.'],
      },
      [],
    ]);
    expect(await waiting(`${COLLEAGUE}/us-east-1/${IMAGE}`)).toEqual([]);
    const table = await world.run(runHandPlan, [SUBJECT], via, quietly);
    expect([table.code, table.out, table.err]).toEqual([
      2,
      expect.stringContaining('a person: the policy asks for it'),
      '1 plan waits for a person\n',
    ]);
    const one = await world.run(runHandPlan, [row?.plan ?? ''], via, quietly);
    expect([one.code, one.out]).toEqual([
      2,
      expect.stringContaining('remove everybody (public): would be done'),
    ]);
    const rule = await world.run(runHandPlan, [SUBJECT], { ...via, rule: ['public-sharing'] }, quietly);
    expect([rule.code, rule.out]).toEqual([
      2,
      expect.stringContaining('remove everybody (public): would be done'),
    ]);
    expect(await world.grants()).toEqual([COLLEAGUE, 'all']);
  });

  test('apply does it in the name that AWS itself tells of whoever signed; rollback takes it back', async () => {
    await share('all', COLLEAGUE);
    const plan = (await waiting())[0]?.plan ?? '';
    const { code, out, questions } = await world.run(runApply, [plan], { ...via, output: 'json' }, as);
    expect([code, questions]).toEqual([0, [`Apply plan ${plan}?`]]);
    const answer = JSON.parse(out) as { readonly results: readonly { readonly undo: string }[] };
    expect(answer).toMatchObject({
      status: 'done',
      by: { kind: 'cli', name: 'operator', arn: ALICE, id: ALICE },
      request: { kind: 'apply', plan },
      results: [{ outcome: { after: { launchPermission: [{ kind: 'account', account: COLLEAGUE }] } } }],
    });
    expect(await world.grants()).toEqual([COLLEAGUE]);
    const entry = answer.results[0]?.undo ?? '';
    const undone = await world.run(runRollback, [entry], { ...via, yes: true }, quietly);
    expect([undone.code, await world.grants()]).toEqual([0, [COLLEAGUE, 'all']]);
    const read = await world.run(
      (_, flags, io, now) => runJournal(flags, io, now),
      [],
      { ...via, output: 'jsonl' },
      quietly,
    );
    expect([read.code, read.out.includes(entry)]).toEqual([0, true]);
    const both = await world.run(
      (_, flags, io, now) => runJournal(flags, io, now),
      [],
      { ...via, table: 'some-table' },
      quietly,
    );
    expect([both.code, both.err]).toEqual([1, expect.stringContaining('--table: expected without')]);
    const none = await world.run(runRollback, ['nothing'], { ...via, yes: true }, quietly);
    expect([none.code, none.err]).toEqual([1, 'ami-warden rollback: the journal holds no entry nothing\n']);
  });

  test('two people are two identities of AWS: the same one twice waits', async () => {
    await share(STRANGER);
    const plan = (await waiting())[0]?.plan ?? '';
    const first = await world.run(runApply, [plan], { ...via, yes: true }, quietly);
    const again = await world.run(runApply, [plan], { ...via, yes: true }, quietly);
    expect([first.code, again.code, again.err]).toEqual([
      2,
      2,
      expect.stringContaining('waits for a second person'),
    ]);
    expect(await waiting()).toMatchObject([{ approval: 'two-person', approvedBy: ['operator'] }]);
    const bob = world.sandbox().credentialsOf('arn:aws:iam::999988887777:role/ami-warden-dev-guard');
    const denied = await world.run(runApply, [plan], { ...via, yes: true }, { caller: bob });
    expect([denied.code, denied.err]).toEqual([1, expect.stringContaining('is not authorized to perform')]);
    expect(await world.grants()).toEqual([STRANGER]);
  });

  test('Ctrl-C leaves the answer, and says that the service goes on', async () => {
    await share('all');
    const plan = (await waiting())[0]?.plan ?? '';
    const interrupt = (press: () => void): void => {
      press();
    };
    const { code, out, err } = await world.run(
      runApply,
      [plan],
      { ...via, yes: true },
      { ...quietly, interrupt },
    );
    expect([code, out, err]).toEqual([
      130,
      '',
      expect.stringContaining('what the service has begun it ends'),
    ]);
  });

  test('refuse, remediate and waive are the service’s own', async () => {
    await share('all');
    const plan = (await waiting())[0]?.plan ?? '';
    const refused = await world.run(runRefuse, [plan], { ...via, reason: 'not today' }, as);
    expect([refused.code, await waiting(), await world.grants()]).toEqual([0, [], ['all']]);
    const done = await world.run(runRemediate, [SUBJECT], { ...via, rule: 'public-sharing' }, as);
    expect([done.code, await world.grants()]).toEqual([0, []]);
    await share('all');
    const { out } = await world.run(
      runRemediate,
      [SUBJECT],
      { ...via, rule: 'public-sharing', dryRun: true, output: 'json' },
      quietly,
    );
    const answer = JSON.parse(out) as {
      readonly plan: { readonly actions: readonly { readonly findings: readonly string[] }[] };
    };
    const finding = answer.plan.actions[0]?.findings[0] ?? '';
    const flags = { ...via, until: '1d', reason: 'a demonstration', owner: 'web' };
    const waived = await world.run(runWaive, [finding], flags, as);
    expect([waived.code, waived.err, await waiting()]).toEqual([
      0,
      expect.stringContaining('is waived until'),
      [],
    ]);
  });

  test('an image without its place, a stack that is none and another account’s are mistakes', async () => {
    const lonely = await world.run(
      runRemediate,
      [IMAGE],
      { ...via, rule: 'public-sharing', yes: true },
      quietly,
    );
    expect([lonely.code, lonely.err]).toEqual([
      1,
      expect.stringContaining(`expected account/region/${IMAGE}`),
    ]);
    const other = await world.run(runApply, ['0123456789abcdef'], { via: 'other', yes: true }, quietly);
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringContaining('Stack with id other does not exist'),
    ]);
    const member = await world.run(
      runApply,
      ['0123456789abcdef'],
      { ...via, yes: true },
      { caller: COLLEAGUE },
    );
    expect([member.code, member.err]).toEqual([1, expect.stringContaining('does not exist')]);
    const arn =
      'arn:aws:cloudformation:us-east-1:999988887777:stack/ami-warden-dev/0aaaaaaa-0000-4000-8000-000000000000';
    const none = await world.run(runApply, ['0123456789abcdef'], { via: arn, yes: true }, quietly);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('There is no plan 0123456789abcdef')]);
  });
});
