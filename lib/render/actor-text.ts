import type { Actor } from '../model/change.ts';
import type { AccountNames } from './alert-options.ts';
import { accountText } from './principal-text.ts';
import type { Wording } from './wording.ts';

/** Who did it, whether in the console, and from where; one line without a full stop. */
export const actorText = (actor: Actor | null, options: AccountNames, wording: Wording): string => {
  if (actor === null) return 'not named by the event';
  const account = actor.account === null ? '' : ` of account ${accountText(actor.account, options, wording)}`;
  return [`${subject(actor, wording)}${account}`, means(actor, wording), origin(actor, wording)]
    .filter((part) => part !== '')
    .join(', ');
};

const subject = (actor: Actor, wording: Wording): string => {
  switch (actor.kind) {
    case 'root':
      return 'the root user';
    case 'user':
      return `user ${wording.name(actor.name)}`;
    case 'role':
      return `role ${wording.name(actor.name)}`;
    case 'service':
      return `the service ${wording.name(actor.service ?? actor.name)}`;
    case 'unknown':
      return `unknown (${wording.name(actor.name)})`;
  }
};

const means = (actor: Actor, wording: Wording): string => {
  if (actor.console) return 'in the console';
  if (actor.kind === 'service') return '';
  if (actor.service !== null) return `through the service ${wording.name(actor.service)}`;
  return actor.userAgent === null
    ? 'not in the console'
    : `not in the console but with ${wording.name(actor.userAgent)}`;
};

const origin = (actor: Actor, wording: Wording): string =>
  actor.sourceIp === null ? '' : `from ${wording.id(actor.sourceIp)}`;
