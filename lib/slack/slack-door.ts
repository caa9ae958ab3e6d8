import { Fault } from '../model/fault.ts';
import type { Clock } from '../ports/clock.ts';
import type { SlackDoor } from '../ports/slack.ts';
import { readInteraction } from './read-interaction.ts';
import { hasSignature, signatureProblem } from './signature.ts';

/** How the door tells Slack from others. */
export interface DoorSettings {
  /** Answers the app's signing secret; asked anew for each request, so cache it there. */
  readonly secret: () => Promise<string>;
  /** Name of the parameter that holds it, for messages. */
  readonly secretParameter: string;
  readonly clock: Clock;
}

/** The door of an app's interactivity URL. Nothing of a request is looked at before its signature was found good. */
export const slackDoor = ({ secret, secretParameter, clock }: DoorSettings): SlackDoor => ({
  open: async (call) => {
    if (!hasSignature(call)) return { kind: 'unsigned', reason: 'no signature' };
    const key = (await secret()).trim();
    // An empty one would let everybody in who knows that it is.
    if (key.length < 16) {
      const message = `what ${secretParameter} holds is no signing secret`;
      throw new Fault('slack', 'InvalidSecret', message, { retryable: false });
    }
    const problem = signatureProblem(call, key, clock.now());
    if (problem !== null) return { kind: 'unsigned', reason: problem };
    const read = readInteraction(call.body);
    return 'odd' in read ? { kind: 'odd', reason: read.odd } : { kind: 'interaction', ...read };
  },
});
