import { Fault } from '../model/fault.ts';
import type { SlackPerson } from '../model/interaction.ts';
import type { SlackRight } from '../model/policy.ts';
import type { Remark } from '../model/remark.ts';
import { RIGHT_FOR, type SlackButton } from '../model/slack-button.ts';
import type { InteractionPorts } from './interaction-ports.ts';
import { noteFault } from './tell-each.ts';

type Ports = Pick<InteractionPorts, 'desk' | 'policies' | 'telemetry'>;
type Refusal = Extract<Remark, { kind: 'not-allowed' | 'not-known' }>;

/**
 * Why somebody may not do what a button does; null when the policy in force names them, or a user group that they are in. What cannot be
 * read allows nobody.
 */
export const mayNot = async (
  { id }: SlackPerson,
  button: SlackButton,
  ports: Ports,
): Promise<Refusal | null> => {
  const right = RIGHT_FOR[button.act];
  const listed = await orNull(() => listedFor(right, ports), 'policy', ports);
  if (listed === null) return { kind: 'not-known', button, unread: 'policy' };
  if (listed.includes(id)) return null;
  const groups = listed.filter((one) => one.startsWith('S'));
  const members = await Promise.all(
    groups.map((group) => orNull(() => ports.desk.membersOf(group), `user group ${group}`, ports)),
  );
  // One group that can be read is enough to let somebody do it, whatever the others would say.
  if (members.some((users) => users?.includes(id) === true)) return null;
  return members.includes(null)
    ? { kind: 'not-known', button, unread: 'user group' }
    : { kind: 'not-allowed', button, right, listed };
};

const listedFor = async (right: SlackRight, { policies }: Ports): Promise<readonly string[]> =>
  (await policies.policy()).slack?.[right] ?? [];

const orNull = async <T>(read: () => Promise<T>, what: string, { telemetry }: Ports): Promise<T | null> => {
  try {
    return await read();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    noteFault(`who may: ${what}`, fault, telemetry);
    return null;
  }
};
