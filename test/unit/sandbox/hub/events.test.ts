import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  TestEventPatternCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

let sandbox: Sandbox;
let events: EventBridgeClient;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  events = new EventBridgeClient(clientOf(sandbox));
});
afterEach(async () => {
  events.destroy();
  await sandbox.close();
});

const good: PutEventsRequestEntry = {
  EventBusName: 'ami-warden-dev',
  Source: 'ami-warden',
  DetailType: 'Finding opened',
  Detail: '{"rule":"public-sharing"}',
  Resources: ['arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaa1'],
};
const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));

describe('PutEvents', () => {
  it('makes an envelope of each entry', async () => {
    const answer = await put(good);
    expect(answer).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: sandbox.hub.events[0]?.envelope['id'] }],
    });
    expect(sandbox.hub.events).toEqual([
      {
        bus: { account: '999988887777', region: 'us-east-1', name: 'ami-warden-dev' },
        envelope: {
          version: '0',
          id: answer.Entries?.[0]?.EventId,
          'detail-type': 'Finding opened',
          source: 'ami-warden',
          account: '999988887777',
          time: '2026-03-02T09:00:00Z',
          region: 'us-east-1',
          resources: ['arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaa1'],
          detail: { rule: 'public-sharing' },
        },
      },
    ]);
  });

  it('brings the bus none of our own findings as changes', async () => {
    await put(good);
    expect(sandbox.hub.queues.messages('ami-warden-dev-changes')).toEqual([]);
    expect(sandbox.hub.counters).toMatchObject({ published: 1, matched: 0, dropped: 1 });
  });

  it('takes what is good of several, and says what is not', async () => {
    const answer = await put(
      good,
      { ...good, Source: '' },
      { ...good, DetailType: undefined },
      { ...good, Detail: 'no JSON' },
      { ...good, Detail: '[1]' },
      { ...good, Source: 'aws.ec2' },
      { ...good, EventBusName: 'arn:aws:events:us-east-1:111122223333:event-bus/default' },
    );
    expect(answer.FailedEntryCount).toBe(6);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InvalidArgument',
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'AccessDeniedException',
    ]);
    expect(sandbox.hub.events).toHaveLength(1);
  });

  it('loses what is for a bus that there is not, in silence, as AWS does', async () => {
    expect(await put({ ...good, EventBusName: 'nowhere' })).toMatchObject({ FailedEntryCount: 0 });
    expect(sandbox.hub.counters).toMatchObject({ published: 1, dropped: 1 });
  });

  it('refuses more than ten entries, none, and more than 1 MiB', async () => {
    const refusal = { name: 'ValidationException' };
    await expect(put()).rejects.toMatchObject(refusal);
    await expect(put(...Array.from({ length: 11 }, () => good))).rejects.toMatchObject(refusal);
    const half = { ...good, Detail: JSON.stringify({ text: 'x'.repeat(550_000) }) };
    await expect(put(half, half)).rejects.toMatchObject(refusal);
    await put(half);
  });
});

describe('patterns', () => {
  const event = JSON.stringify({
    id: '1',
    account: '111122223333',
    source: 'aws.ec2',
    time: '2026-03-02T09:00:00Z',
    region: 'us-east-1',
    'detail-type': 'x',
  });
  const test = (pattern: string, Event = event) =>
    events.send(new TestEventPatternCommand({ EventPattern: pattern, Event }));

  it('are tried', async () => {
    expect((await test('{"source":[{"prefix":"aws."}]}')).Result).toBe(true);
    expect((await test('{"source":["aws.s3"]}')).Result).toBe(false);
  });

  it.each([['{"source":"aws.ec2"}'], ['{"source":[{"contains":"ec2"}]}'], ['nonsense']])(
    '%s is refused',
    async (pattern) => {
      await expect(test(pattern)).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    },
  );

  it('need an event with all its members', async () => {
    await expect(test('{"source":["a"]}', '{"source":"a"}')).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

it('rules are those of the templates', async () => {
  const { Rules } = await events.send(new ListRulesCommand({ EventBusName: 'ami-warden-dev' }));
  expect(Rules).toMatchObject([
    { Name: 'ami-warden-dev-changes', State: 'ENABLED', EventBusName: 'ami-warden-dev' },
    { Name: 'ami-warden-dev-attempts', State: 'ENABLED', EventBusName: 'ami-warden-dev' },
  ]);
  const member = new EventBridgeClient({ ...clientOf(sandbox, '111122223333'), region: 'eu-west-1' });
  const answer = await member.send(new ListRulesCommand({}));
  expect(answer.Rules).toMatchObject([
    {
      Name: 'ami-warden-dev-forward',
      Arn: 'arn:aws:events:eu-west-1:111122223333:rule/ami-warden-dev-forward',
    },
    {
      Name: 'ami-warden-dev-forward-attempts',
      Arn: 'arn:aws:events:eu-west-1:111122223333:rule/ami-warden-dev-forward-attempts',
    },
  ]);
  member.destroy();
});
