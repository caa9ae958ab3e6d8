import { beforeEach, describe, expect, test } from 'vitest';
import { answerRequest } from '../../../lib/app/answer-request.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { parsePlanMessage } from '../../../lib/app/messages.ts';
import { parseNotice } from '../../../lib/app/parse-notice.ts';
import { tellAnswer } from '../../../lib/app/tell-answer.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { Remark } from '../../../lib/model/remark.ts';
import type { Request, RequestMessage } from '../../../lib/model/request.ts';
import type { AnswerNotice } from '../../../lib/ports/queues.ts';
import { journals } from './journals.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { Died } from '../mortal.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage } from './stage.ts';

const journal = journals();
const ALICE = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U0ALICE01' } as const;
const TO = { id: 'c1', channel: 'C0SECURITY', user: 'U0ALICE01' };
const UNTIL = '2026-11-30T10:00:00.000Z';
let stage: Stage;

const begin = async (): Promise<void> => {
  stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
  const [rule] = POLICY.rules;
  if (rule === undefined || rule.remediation === null) throw new Error('the policy has rules');
  const remediation = { ...rule.remediation, approval: 'manual' } as const;
  stage.policy = { ...POLICY, rules: [{ ...rule, remediation }] };
  await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
  stage.notices.length = 0;
};
beforeEach(begin);

const record = async () => {
  const [one] = await stage.journal.findings(REF);
  if (one === undefined) throw new Error('no finding');
  return one;
};
const apply = async (): Promise<Request> => ({
  kind: 'apply',
  plan: (await record()).waiting?.plan ?? '',
  dryRun: false,
});
const mute = async (): Promise<Request> => ({
  kind: 'mute',
  ref: REF,
  finding: (await record()).finding.id,
  until: UNTIL,
  dryRun: false,
});

/** As it comes out of the queue. */
const ask = (request: Request, more: Partial<RequestMessage> = { answerTo: TO }): Promise<void> => {
  const message = parsePlanMessage(JSON.stringify({ kind: 'request', request, by: ALICE, ...more }));
  if (message.kind === 'plan') throw new Error('no request');
  return answerRequest(message, stage.remediation());
};
const answers = (): readonly AnswerNotice[] =>
  stage.notices.flatMap((notice) => (notice.kind === 'answer' ? [notice] : []));
const said = () => answers().map(({ remark }) => [remark.status, remark.message]);

describe('the answer to what somebody asked for in Slack', () => {
  test('goes to them as a notice that its queue takes', async () => {
    const request = await apply();
    await ask(request);
    expect(answers()).toEqual([
      {
        kind: 'answer',
        id: expect.stringMatching(/^answer\/[0-9a-f]{64}$/) as string,
        to: TO,
        remark: {
          kind: 'answer',
          request,
          status: 'done',
          message: 'revoke-public: done, and read back.',
        },
      },
    ]);
    const [notice] = answers();
    expect(parseNotice(JSON.stringify(notice))).toEqual(notice);
  });

  test('goes to nobody where nobody waits for it', async () => {
    await ask(await apply(), {});
    expect([answers(), stage.writes.length]).toEqual([[], 1]);
  });

  test('of what was done before says what is so, and nothing is done again', async () => {
    const request = await apply();
    await ask(request);
    await ask(request);
    expect([stage.writes.length, said().map(([status]) => status)]).toEqual([1, ['done', 'done']]);
    expect(new Set(answers().map(({ id }) => id)).size).toBe(1);
  });

  test('says that it is tried again, and leaves it to the queue', async () => {
    stage.failWrite = () => true;
    await expect(ask(await apply())).rejects.toThrow('slower');
    expect(said()).toEqual([
      [
        'partly',
        expect.stringMatching(
          /^Not finished: .*slower\. It is tried again by itself, and what still fails/,
        ) as string,
      ],
    ]);
  });

  test('that could not be found out says so as well', async () => {
    const request = await apply();
    stage.interruption = {
      before: 'planById',
      run: () => Promise.reject(new Fault('Query', 'InternalServerError', 'not now', { retryable: true })),
    };
    await expect(ask(request)).rejects.toThrow('not now');
    expect(said()).toEqual([
      ['failed', expect.stringContaining('Query: InternalServerError: not now. It is tried again') as string],
    ]);
  });

  test('is not what hides the fault when it cannot be sent either', async () => {
    const request = await apply();
    const down = (name: string) => () =>
      Promise.reject(new Fault(name, 'InternalServerError', 'not now', { retryable: true }));
    stage.interruption = {
      before: 'planById',
      run: () => {
        stage.interruption = { before: 'sendNotice', run: down('SendMessage') };
        return down('Query')();
      },
    };
    await expect(ask(request)).rejects.toThrow('Query: InternalServerError');
    expect(stage.happenings.at(-1)).toMatchObject({ kind: 'fault', where: 'answer to a request' });
  });

  test('comes in the end, and what was asked for is done once, wherever the process dies', async () => {
    const first = stage.steps;
    await ask(await mute());
    const count = stage.steps - first;
    expect(count).toBeGreaterThan(4);
    for (const dieAfter of [false, true]) {
      for (let step = 2; step <= count; step += 1) {
        await begin();
        const request = await mute();
        stage.dieAfter = dieAfter;
        stage.dieAt = stage.steps + step - 1;
        const where = `died ${dieAfter ? 'after' : 'before'} step ${String(step)} of ${String(count)}`;
        await expect(ask(request), where).rejects.toThrow(Died);
        await ask(request);
        const entries = (await stage.journal.entries(REF)).filter(({ kind }) => kind === 'mute');
        expect([where, entries.length, (await record()).muted?.until]).toEqual([where, 1, UNTIL]);
        expect([where, answers().length > 0]).toEqual([where, true]);
      }
    }
  });
});

describe('what people did about a finding', () => {
  const undo = async (): Promise<Request> => ({
    kind: 'rollback',
    ref: REF,
    entry: (await record()).undo ?? '',
    dryRun: false,
  });
  const deeds = async () => (await record()).deeds?.map(({ what, by }) => [what, by.name]);

  test('is kept with it, and is news for whoever was told', async () => {
    await ask(await apply());
    const { contentHash } = await record();
    expect(await deeds()).toEqual([['approved', 'alice']]);
    await ask(await undo());
    expect([(await record()).status, await deeds()]).toEqual([
      'open',
      [
        ['approved', 'alice'],
        ['undone', 'alice'],
      ],
    ]);
    expect((await record()).contentHash).not.toBe(contentHash);
  });

  test('is not what AWS has refused: all is as it was', async () => {
    await ask(await apply());
    const before = await record();
    stage.refuseWrites = new Fault('ModifyImageAttribute', 'UnauthorizedOperation', 'no', {
      retryable: false,
    });
    await ask(await undo());
    const { status, outcome, deeds: kept, contentHash, undo: entry } = before;
    expect(await record()).toMatchObject({ status, outcome, deeds: kept, contentHash, undo: entry });
    expect(said().at(-1)?.[0]).toBe('refused');
  });

  test('is not done again by a message that comes late: what was put right since stays so', async () => {
    await ask(await apply());
    const first = await undo();
    await ask(first);
    stage.time += 3_600_000;
    await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
    await ask(await apply());
    const before = [stage.writes.length, stage.grants];
    await ask(first);
    expect([stage.writes.length, stage.grants]).toEqual(before);
    expect([(await record()).status, said().at(-1)?.[0]]).toEqual(['fixed', 'refused']);
    expect(said().at(-1)?.[1]).toContain('it was taken back before, as entry');
    await ask(await undo());
    expect(stage.writes).toHaveLength(4);
  });

  test('goes when the finding closes and opens anew', async () => {
    await ask(await apply());
    stage.grants = [PUBLIC, COLLEAGUE];
    stage.time += 3_600_000;
    await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
    expect([(await record()).status, await deeds()]).toEqual(['open', undefined]);
  });
});

describe('telling it', () => {
  const remark = { kind: 'answer', status: 'done', message: 'So it is.' } as const;
  let told: unknown[];
  let fault: Fault | null;
  const ports = () => ({
    agenda: memoryAgenda(),
    telemetry: { note: () => undefined },
    whispers: {
      whisper: (to: unknown, one: Remark) => {
        if (fault !== null) return Promise.reject(fault);
        told.push([to, one]);
        return Promise.resolve();
      },
    },
  });
  beforeEach(() => {
    told = [];
    fault = null;
  });
  const notice = async (): Promise<AnswerNotice> => ({
    kind: 'answer',
    id: 'answer/1',
    to: TO,
    remark: { ...remark, request: await apply() },
  });

  test('is done once, however often the notice comes', async () => {
    const given = ports();
    await tellAnswer(await notice(), given);
    await tellAnswer(await notice(), given);
    expect(told).toEqual([[TO, (await notice()).remark]]);
  });

  test('that fails is left to the queue, and done when it comes again', async () => {
    const given = ports();
    fault = new Fault('slack.chat.postEphemeral', 'internal_error', 'not now', { retryable: true });
    await expect(tellAnswer(await notice(), given)).rejects.toBe(fault);
    fault = null;
    await tellAnswer(await notice(), given);
    expect(told).toHaveLength(1);
  });

  test('without a way to Slack ends in the dead letters, not in silence', async () => {
    await expect(tellAnswer(await notice(), { ...ports(), whispers: null })).rejects.toMatchObject({
      code: 'NoWay',
    });
  });
});
