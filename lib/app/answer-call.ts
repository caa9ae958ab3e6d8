import { Fault } from '../model/fault.ts';
import type { Reply } from '../model/interaction.ts';
import type { SlackCall } from '../ports/slack.ts';
import { askFromSlack } from './ask-from-slack.ts';
import type { InteractionPorts } from './interaction-ports.ts';
import { noteFault } from './tell-each.ts';

/** What an HTTP call is answered: nothing of it is in there. `json`: the body, null for none. */
interface CallAnswer {
  readonly status: 200 | 400 | 401 | 500;
  readonly json: object | null;
}

/** Answers what came to the door: from others than Slack 401, from Slack what nobody here has made a button for 400. */
export const answerCall = async (call: SlackCall, ports: InteractionPorts): Promise<CallAnswer> => {
  const { door, telemetry } = ports;
  try {
    const opened = await door.open(call);
    if (opened.kind === 'interaction') return answerOf(await askFromSlack(opened.interaction, ports));
    telemetry.note({ kind: 'slack-rejected', why: opened.kind, reason: opened.reason });
    return { status: opened.kind === 'unsigned' ? 401 : 400, json: null };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    noteFault('call from Slack', fault, telemetry);
    // Slack shows whoever clicked that it did not work.
    return { status: 500, json: null };
  }
};

const answerOf = (reply: Reply): CallAnswer => {
  switch (reply.kind) {
    case 'taken':
      return { status: 200, json: null };
    case 'errors':
      return { status: 200, json: { response_action: 'errors', errors: reply.errors } };
  }
};
