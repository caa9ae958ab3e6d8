import type { Context, SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeRemediate } from '../../../functions/remediate/remediate.ts';
import { handleChange } from '../../../lib/app/handle-change.ts';
import type { Callers } from '../../../lib/ports/callers.ts';
import { journals } from './journals.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage } from './stage.ts';
import { stepsOf } from './steps.ts';

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC, COLLEAGUE]);
  const [rule] = POLICY.rules;
  if (rule === undefined || rule.remediation === null) throw new Error('the policy has rules');
  const remediation = { ...rule.remediation, approval: 'manual' } as const;
  stage.policy = { ...POLICY, rules: [{ ...rule, remediation }] };
  await handleChange(shareEvent([{ group: 'all' }]), stage.guard());
});

const CONTEXT = {
  functionName: 'ami-warden-dev-remediate',
  awsRequestId: '0ccccccc-0000-4000-8000-000000000001',
} as Context;
/** Takes the signature that says what it is for, and names Alice. */
const callers: Callers = {
  identify: ({ authorization }, about) =>
    Promise.resolve(authorization === `signed ${about}` ? 'arn:aws:iam::999988887777:user/alice' : null),
};
const invoke = (event: unknown) => makeRemediate({ ...stage.remediation(), callers })(event, CONTEXT);
const batch = (...bodies: readonly unknown[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${String(index)}`,
    receiptHandle: 'r',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-plans',
    awsRegion: 'us-east-1',
  })),
});
const waiting = async (): Promise<string> => (await stage.journal.findings(REF))[0]?.waiting?.plan ?? '';
const { grants } = stepsOf(() => stage);
const approval = async () => (await stage.journal.entries(REF)).find(({ kind }) => kind === 'approval');

describe('functions/remediate', () => {
  test('invoked by a person answers with before and after, and records the invocation beside the name', async () => {
    const by = { kind: 'cli', name: 'alice', arn: 'arn:aws:iam::999988887777:user/alice' };
    const answer = await invoke({ apply: await waiting(), by });
    expect(answer).toMatchObject({
      status: 'done',
      results: [{ outcome: { kind: 'done', after: { launchPermission: [COLLEAGUE] } } }],
    });
    expect(await approval()).toMatchObject({ by: { ...by, id: null, invocation: CONTEXT.awsRequestId } });
  });

  test('invoked by somebody who does not say who they are, says that', async () => {
    await invoke({ apply: await waiting() });
    expect(await approval()).toMatchObject({
      by: { kind: 'lambda', name: 'whoever invoked the function', arn: null, id: null },
    });
  });

  test('invoked with a proof, knows who it is, whatever they call themselves', async () => {
    const plan = await waiting();
    const about = JSON.stringify(['ami-warden-dev-remediate', { apply: plan }, false]);
    const by = { kind: 'cli', name: 'root of everything', arn: null };
    await invoke({ apply: plan, by, proof: { authorization: `signed ${about}`, date: '20261123T100000Z' } });
    const arn = 'arn:aws:iam::999988887777:user/alice';
    expect(await approval()).toMatchObject({ by: { kind: 'cli', name: 'alice', arn, id: arn } });
  });

  test('invoked with a proof of another request does nothing', async () => {
    const plan = await waiting();
    const about = JSON.stringify(['ami-warden-dev-remediate', { apply: plan }, true]);
    const proof = { authorization: `signed ${about}`, date: '20261123T100000Z' };
    await expect(invoke({ apply: plan, proof })).rejects.toThrow('NotProven');
    expect([stage.writes, await approval()]).toEqual([[], undefined]);
  });

  test('invoked with what it does not know does nothing', async () => {
    await expect(invoke({ apply: '0123456789abcdef', typo: true })).rejects.toThrow('not a request');
    expect(stage.writes).toEqual([]);
  });

  test('takes what was asked for in Slack from its queue, and believes who it was', async () => {
    const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
    const request = { kind: 'apply', plan: await waiting(), dryRun: false };
    expect(await invoke(batch({ kind: 'request', request, by }))).toEqual({ batchItemFailures: [] });
    expect([grants(), (await approval())?.kind]).toEqual([['account/222233334444'], 'approval']);
    expect(await approval()).toMatchObject({ by });
  });

  test('gives back to the queue what may work later, and nothing else', async () => {
    const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };
    const request = { kind: 'apply', plan: await waiting(), dryRun: false };
    stage.failWrite = () => true;
    const none = { ...request, plan: '0123456789abcdef' };
    const answer = await invoke(
      batch({ kind: 'request', request, by }, { kind: 'request', request: none, by }, '{"kind":"nonsense"}'),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }] });
    expect(grants()).toEqual(['account/222233334444', 'public']);
  });
});
