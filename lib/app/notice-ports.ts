import type { Agenda } from '../ports/agenda.ts';
import type { ChannelBook } from '../ports/alert-channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { WatchedPolicySource } from '../ports/policy-source.ts';
import type { Queues } from '../ports/queues.ts';
import type { Whispers } from '../ports/slack.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** What telling needs; nothing in it reaches an image. */
export interface NoticePorts {
  readonly journal: Pick<
    Journal,
    'finding' | 'noteTold' | 'isMalformedTold' | 'noteMalformedTold' | 'takeFromLimit'
  >;
  readonly agenda: Agenda;
  readonly channels: ChannelBook;
  /** How single people in Slack are told something; null where this service has no way to it. */
  readonly whispers: Whispers | null;
  readonly queues: Pick<Queues, 'sendNotice'>;
  readonly policies: WatchedPolicySource;
  readonly organizations: OrganizationSource;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}
