import { Fault } from '../model/fault.ts';
import type { Interaction, Reply } from '../model/interaction.ts';
import type { Remark } from '../model/remark.ts';
import type { Request } from '../model/request.ts';
import { plainRemark } from '../render/remark-text.ts';
import { clickRequest, waiverRequest } from './button-request.ts';
import type { InteractionPorts } from './interaction-ports.ts';
import { mayNot } from './may-do.ts';
import { noteFault } from './tell-each.ts';

type Click = Extract<Interaction, { kind: 'click' }>;
type Form = Extract<Interaction, { kind: 'waiver' }>;

type Done = 'done';

const TAKEN: Reply = { kind: 'taken' };

/**
 * Passes on what somebody asks for in Slack, if the policy lets them, and tells them so. Does nothing else: Slack waits for three
 * seconds. What cannot be read allows nobody, and what cannot be passed on is said to whoever clicked.
 */
export const askFromSlack = async (interaction: Interaction, ports: InteractionPorts): Promise<Reply> => {
  const { person, button } = interaction;
  const refusal = await mayNot(person, button, ports);
  if (refusal !== null) ports.telemetry.note({ kind: 'slack-refused', person, button, why: refusal.kind });
  switch (interaction.kind) {
    case 'click':
      return answerClick(interaction, refusal, ports);
    case 'waiver':
      return answerForm(interaction, refusal, ports);
  }
};

const answerClick = async (click: Click, refusal: Remark | null, ports: InteractionPorts): Promise<Reply> => {
  const remark = refusal ?? (await takeClick(click, ports));
  if (remark !== null) await whisper(click, remark, ports);
  return TAKEN;
};

/** What is to be said of a click by somebody who may; null where a form says it. */
const takeClick = async (click: Click, ports: InteractionPorts): Promise<Remark | null> => {
  const { button } = click;
  if (button.act === 'waive') {
    const opened = await attempt('form of a waiver', () => openForm(click, button, ports), ports);
    return opened === null ? { kind: 'not-sent', button } : null;
  }
  const sent = await attempt(
    'request from Slack',
    async () => {
      const policy = await ports.policies.policy();
      return send(click, clickRequest(button, policy, ports.clock.now()), ports);
    },
    ports,
  );
  return { kind: sent === null ? 'not-sent' : 'on-its-way', button };
};

const openForm = async (
  { trigger, channel, person }: Click,
  button: Form['button'],
  { desk, policies }: InteractionPorts,
): Promise<Done> => {
  const { waiverPolicy } = await policies.policy();
  await desk.openForm(trigger, {
    button,
    channel,
    owner: person.name,
    maxDays: waiverPolicy?.maxDays ?? null,
    ticketPattern: waiverPolicy?.requireTicket ?? null,
  });
  return 'done';
};

const answerForm = async (form: Form, refusal: Remark | null, ports: InteractionPorts): Promise<Reply> => {
  if (refusal !== null) return { kind: 'errors', errors: { reason: plainRemark(refusal) } };
  const { button } = form;
  const read = await attempt(
    'waiver from Slack',
    async () => {
      const waiver = waiverRequest(form, await ports.policies.policy(), ports.clock.now());
      if ('request' in waiver) await send(form, waiver.request, ports);
      return waiver;
    },
    ports,
  );
  if (read === null) {
    return { kind: 'errors', errors: { reason: plainRemark({ kind: 'not-sent', button }) } };
  }
  if ('errors' in read) return { kind: 'errors', errors: read.errors };
  await whisper(form, { kind: 'on-its-way', button }, ports);
  return TAKEN;
};

const send = async (
  { id, person, channel, button }: Interaction,
  request: Request,
  { requests, telemetry }: InteractionPorts,
): Promise<Done> => {
  // Slack vouches for the id, and nobody can choose it; the name is its owner's choice.
  const by = { kind: 'slack', name: person.name, arn: null, id: `slack:${person.id}` } as const;
  await requests.send({ kind: 'request', request, by, answerTo: { id, channel, user: person.id } });
  telemetry.note({ kind: 'slack-asked', person, button });
  return 'done';
};

/** Said or not, what was asked for is on its way: that it could not be said is for the log. */
const whisper = async (
  { channel, person }: Interaction,
  remark: Remark,
  ports: InteractionPorts,
): Promise<void> => {
  const say = async (): Promise<Done> => {
    await ports.desk.whisper({ channel, user: person.id }, remark);
    return 'done';
  };
  await attempt('telling who clicked', say, ports);
};

/** What comes of it; null for a `Fault`, which is noted. */
const attempt = async <T>(
  what: string,
  run: () => Promise<T>,
  { telemetry }: InteractionPorts,
): Promise<T | null> => {
  try {
    return await run();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    noteFault(what, fault, telemetry);
    return null;
  }
};
