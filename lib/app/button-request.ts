import type { Interaction, WaiverField } from '../model/interaction.ts';
import type { PolicyBundle } from '../model/policy.ts';
import type { Request } from '../model/request.ts';
import { type SlackButton, USUAL_DAYS } from '../model/slack-button.ts';
import { plain } from '../render/plain.ts';
import { ticketObjection } from './exempt.ts';

type Policy = Pick<PolicyBundle, 'waiverPolicy'>;
type Errors = Readonly<Partial<Record<WaiverField, string>>>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Where the policy sets no bound. */
const MOST_DAYS = 3650;

/** So many days from now, less what has passed of the hour: who clicks twice asks for the same. ISO 8601. */
const daysAhead = (days: number, now: Date): string => {
  const time = now.getTime() + days * DAY_MS;
  return new Date(time - (time % HOUR_MS)).toISOString();
};

/** What a click asks for. */
export const clickRequest = (
  button: Exclude<SlackButton, { act: 'waive' }>,
  { waiverPolicy }: Policy,
  now: Date,
): Request => {
  switch (button.act) {
    case 'approve':
      return { kind: 'apply', plan: button.plan, dryRun: false };
    case 'refuse':
      return { kind: 'refuse', plan: button.plan, reason: null, dryRun: false };
    case 'undo':
      return { kind: 'rollback', ref: button.ref, entry: button.entry, dryRun: false };
    case 'mute': {
      const { ref, finding } = button;
      const days = Math.min(USUAL_DAYS, waiverPolicy?.maxDays ?? USUAL_DAYS);
      return { kind: 'mute', ref, finding, until: daysAhead(days, now), dryRun: false };
    }
  }
};

/** What the form of a waiver asks for, or what is wrong with it by field; the policy in force binds it. */
export const waiverRequest = (
  { button, fields }: Pick<Extract<Interaction, { kind: 'waiver' }>, 'button' | 'fields'>,
  policy: Policy,
  now: Date,
): { readonly request: Request } | { readonly errors: Errors } => {
  const reason = lineOf(fields.reason);
  const owner = lineOf(fields.owner);
  const ticket = lineOf(fields.ticket) || null;
  const days = Number(fields.days);
  const most = Math.min(MOST_DAYS, policy.waiverPolicy?.maxDays ?? MOST_DAYS);
  const objection = ticketObjection(ticket, policy);
  const errors: Errors = {
    ...textError('reason', reason, 500, 'Say why this may stay as it is'),
    ...(/^\d{1,4}$/.test(fields.days.trim()) && days >= 1 && days <= most
      ? {}
      : { days: `A whole number of days, from 1 to ${String(most)}` }),
    ...textError('owner', owner, 200, 'Say who answers for it'),
    ...(ticket !== null && ticket.length > 200 ? { ticket: 'At most 200 characters' } : {}),
    ...(objection === null ? {} : { ticket: objection }),
  };
  if (Object.keys(errors).length > 0) return { errors };
  const { ref, finding } = button;
  const until = daysAhead(days, now);
  return { request: { kind: 'waive', ref, finding, until, reason, owner, ticket, dryRun: false } };
};

const textError = (field: WaiverField, text: string, most: number, empty: string): Errors => {
  if (text === '') return { [field]: empty };
  return text.length > most ? { [field]: `At most ${String(most)} characters` } : {};
};

/** In one line, without what could hide or reorder text. */
const lineOf = (text: string): string => plain(text, Number.MAX_SAFE_INTEGER).trim();
