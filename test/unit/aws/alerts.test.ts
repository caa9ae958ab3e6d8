import 'aws-sdk-client-mock-vitest/extend';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventBridgeAlerts } from '../../../lib/aws/eventbridge-alerts.ts';
import { snsAlerts } from '../../../lib/aws/sns-alerts.ts';
import { findingEvent, malformedEvent } from '../../../lib/render/event.ts';
import { snsAnnouncement, snsGathering, snsReminder } from '../../../lib/render/sns-notices.ts';
import { snsMessage } from '../../../lib/render/sns.ts';
import { lineOf } from '../../../lib/app/gather.ts';
import { InstanceId } from '../../../lib/model/ids.ts';
import { record } from '../../contract/journal-samples.ts';
import { awsError, dummy, ref } from './mocks.ts';

const snsMock = mockClient(SNSClient);
const busMock = mockClient(EventBridgeClient);
const options = { remediateFunction: 'ami-warden-dev-remediate', accountName: () => 'web-prod' };
const topicArn = 'arn:aws:sns:us-east-1:999988887777:ami-warden-dev-alerts';
const sns = snsAlerts({ client: new SNSClient(dummy), topicArn, name: 'sns', options });
const bus = eventBridgeAlerts({ client: new EventBridgeClient(dummy), bus: 'ami-warden-dev' });

const open = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
const notice = {
  kind: 'malformed',
  account: ref.account,
  region: null,
  id: 'm1',
  reason: 'detail: expected an object',
  at: '2026-03-01T10:00:00.000Z',
} as const;

beforeEach(() => {
  snsMock.reset();
  busMock.reset();
});

describe('alerts by SNS', () => {
  it('publish the rendered finding with its attributes, and have nothing to update later', async () => {
    snsMock.on(PublishCommand).resolves({});
    expect(await sns.tell(open, null)).toBeNull();
    const { subject, message } = snsMessage(open, options);
    expect(snsMock.calls().map((call) => call.args[0].input)).toEqual([
      {
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'finding' },
          severity: { DataType: 'String', StringValue: 'critical' },
          rule: { DataType: 'String', StringValue: 'public-sharing' },
          account: { DataType: 'String', StringValue: '222233334444' },
          region: { DataType: 'String', StringValue: 'eu-west-1' },
          status: { DataType: 'String', StringValue: 'open' },
          mode: { DataType: 'String', StringValue: 'enforce' },
        },
      },
    ]);
  });

  it('tell of a malformed record', async () => {
    snsMock.on(PublishCommand).resolves({});
    await sns.announce(notice);
    expect(snsMock).toHaveReceivedCommandExactlyOnceWith(PublishCommand, {
      Subject: snsAnnouncement(notice, options).subject,
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'malformed' },
        account: { DataType: 'String', StringValue: '222233334444' },
      },
    });
  });

  it('publish what is told again and what is told together', async () => {
    snsMock.on(PublishCommand).resolves({});
    const gathering = {
      kind: 'digest',
      channel: 'sns',
      seconds: 86_400,
      end: '2026-03-02T00:00:00.000Z',
    } as const;
    const lines = [{ ...lineOf(open), id: 'f1' }];
    await sns.tellAgain(open, null);
    await sns.tellTogether(gathering, lines);
    expect(snsMock.calls().map((call) => (call.args[0].input as { Subject?: string }).Subject)).toEqual([
      snsReminder(open, options).subject,
      snsGathering(gathering, lines, options).subject,
    ]);
  });

  it('say when they were not published', async () => {
    snsMock.on(PublishCommand).rejects(awsError('NotFound', 'no topic', 404));
    await expect(sns.tell(open, null)).rejects.toMatchObject({
      operation: 'Publish',
      code: 'NotFound',
      retryable: false,
    });
  });
});

describe('alerts by EventBridge', () => {
  it('put the finding on the hub’s bus', async () => {
    busMock.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
    expect(await bus.tell(open, null)).toBeNull();
    expect(busMock.calls().map((call) => call.args[0].input)).toEqual([
      {
        Entries: [
          {
            EventBusName: 'ami-warden-dev',
            Source: 'ami-warden',
            DetailType: 'AMI Finding',
            Detail: JSON.stringify(findingEvent(open).detail),
            Resources: ['arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0'],
          },
        ],
      },
    ]);
  });

  it('name no resource where a finding is about an account-region, and the instance of a launch', async () => {
    busMock.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const { account, region } = ref;
    const about = (subject: Partial<typeof open.finding>) => ({
      ...open,
      finding: { ...open.finding, ...subject },
    });
    await bus.tell(about({ ref: { account, region } }), null);
    await bus.tell(
      about({ ref: { account, region, instance: InstanceId.parse('i-0123456789abcdef0') } }),
      null,
    );
    const resources = busMock
      .commandCalls(PutEventsCommand)
      .map(({ args }) => args[0].input.Entries?.[0]?.Resources);
    expect(resources).toEqual([[], ['arn:aws:ec2:eu-west-1:222233334444:instance/i-0123456789abcdef0']]);
  });

  it('tell of a malformed record', async () => {
    busMock.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await bus.announce(notice);
    const { detailType, detail } = malformedEvent(notice);
    expect(busMock.calls().map((call) => call.args[0].input)).toEqual([
      {
        Entries: [
          {
            EventBusName: 'ami-warden-dev',
            Source: 'ami-warden',
            DetailType: detailType,
            Detail: JSON.stringify(detail),
            Resources: [],
          },
        ],
      },
    ]);
  });

  it.each([
    ['ThrottlingException', true],
    ['InternalFailure', true],
    ['NotAuthorizedForSourceException', false],
  ])(
    'take an entry that the bus refused (%s) for a fault, though the call went well',
    async (code, retryable) => {
      busMock.on(PutEventsCommand).resolves({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: code, ErrorMessage: 'no' }],
      });
      await expect(bus.tell(open, null)).rejects.toMatchObject({ operation: 'PutEvents', code, retryable });
    },
  );

  it('take a failure without a reason for a fault', async () => {
    busMock.on(PutEventsCommand).resolves({ FailedEntryCount: 1 });
    await expect(bus.tell(open, null)).rejects.toMatchObject({ code: 'Unknown', retryable: false });
  });

  it('say when the call failed', async () => {
    busMock.on(PutEventsCommand).rejects(awsError('ResourceNotFoundException', 'no bus'));
    await expect(bus.announce(notice)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
