import type { Clock } from '../ports/clock.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Requests, SlackDesk, SlackDoor } from '../ports/slack.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** What answering a click needs: nothing in it reaches an image or the journal. */
export interface InteractionPorts {
  readonly door: SlackDoor;
  readonly desk: SlackDesk;
  readonly requests: Requests;
  readonly policies: PolicySource;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}
