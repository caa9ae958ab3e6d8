import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { OWN_SOURCE } from '../events/recheck.ts';
import { Fault } from '../model/fault.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import { isImage, isInstance, type SubjectRef } from '../model/subject.ts';
import { findingEvent } from '../render/event.ts';
import { announcementEvent, gatheringEvent, type NoticeEvent } from '../render/notice-event.ts';
import { asFault, isRetryableCode } from './faults.ts';

export interface EventBridgeSettings {
  readonly client: EventBridgeClient;
  /** Name of the hub's bus. */
  readonly bus: string;
}

/** Findings as events on the hub's bus, for other systems. An entry that the bus did not take is a `Fault`. */
export const eventBridgeAlerts = ({ client, bus }: EventBridgeSettings): AlertChannel => {
  const put = async (
    { detailType, detail }: NoticeEvent,
    resources: readonly string[] = [],
  ): Promise<void> => {
    const command = new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: OWN_SOURCE,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
          Resources: [...resources],
        },
      ],
    });
    const answer = await asFault('PutEvents', client.send(command));
    // PutEvents answers 200 even when it refuses every entry.
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if ((answer.FailedEntryCount ?? 0) === 0 && !refused) return;
    const code = refused?.ErrorCode ?? 'Unknown';
    throw new Fault('PutEvents', code, refused?.ErrorMessage ?? 'an entry was refused', {
      retryable: isRetryableCode(code),
    });
  };
  return {
    name: 'eventbridge',
    tell: async (record) => {
      await put(findingEvent(record), resourcesOf(record.finding.ref));
      return null;
    },
    tellAgain: (record) => put(findingEvent(record), resourcesOf(record.finding.ref)),
    tellTogether: (gathering, lines) => put(gatheringEvent(gathering, lines)),
    announce: (announcement) => put(announcementEvent(announcement)),
  };
};

/** The ARN of what a finding is about, where it has one. The account field of an image's is empty. */
const resourcesOf = (ref: SubjectRef): readonly string[] => {
  if (isImage(ref)) return [`arn:aws:ec2:${ref.region}::image/${ref.image}`];
  return isInstance(ref) ? [`arn:aws:ec2:${ref.region}:${ref.account}:instance/${ref.instance}`] : [];
};
