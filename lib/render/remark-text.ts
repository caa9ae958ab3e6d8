import type { Remark } from '../model/remark.ts';
import type { Request } from '../model/request.ts';
import type { SlackButton } from '../model/slack-button.ts';
import { ended } from './plain.ts';
import { subjectPlace } from './subject-text.ts';
import { plainWording, type Wording } from './wording.ts';

/** How somebody who may is called: an id of Slack's, a user's or a user group's. */
type Naming = (id: string) => string;

/** A remark in plain text, as forms show it. */
export const plainRemark = (remark: Remark): string => remarkText(remark, plainWording, (id) => id);

/** What one person is told of what they asked for; full sentences. */
export const remarkText = (remark: Remark, wording: Wording, naming: Naming): string => {
  switch (remark.kind) {
    case 'on-its-way':
      return `${buttonText(remark.button, wording)} is on its way. What comes of it is told here, to you alone.`;
    case 'not-allowed':
      return (
        `${buttonText(remark.button, wording)} is not done: ` +
        (remark.listed.length === 0
          ? `the policy lets nobody ${RIGHTS[remark.right]} from Slack.`
          : `the policy lets ${namesText(remark.listed, naming)} ${RIGHTS[remark.right]}, and nobody else.`)
      );
    case 'not-known':
      return (
        `${buttonText(remark.button, wording)} is not done: who may do it could not be found out, because the ` +
        `${remark.unread} could not be read. Try again in a minute.`
      );
    case 'not-sent':
      return `${buttonText(remark.button, wording)} could not be passed on in time. Try again in a minute: nothing is done twice.`;
    case 'answer':
      return `${requestText(remark.request, wording)}: ${STATUS[remark.status]}. ${ended(wording.sentence(remark.message))}`;
  }
};

const RIGHTS = {
  approve: 'approve and refuse plans',
  undo: 'undo',
  waive: 'waive',
  mute: 'mute',
} as const;

const STATUS = {
  done: 'done',
  would: 'only tried',
  waiting: 'waits for a second person',
  unneeded: 'nothing was left to do',
  refused: 'not done',
  partly: 'not done in full',
  failed: 'not finished yet',
} as const;

// More than a few say no more to whoever may not.
const MOST_NAMES = 10;

const namesText = (listed: readonly string[], naming: Naming): string => {
  const names = listed.slice(0, MOST_NAMES).map(naming);
  const more = listed.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${String(more)} more`;
};

const buttonText = (button: SlackButton, wording: Wording): string => {
  const place = wording.sentence(subjectPlace(button.ref));
  switch (button.act) {
    case 'approve':
      return `The approval of plan ${wording.id(button.plan)} (${place})`;
    case 'refuse':
      return `The refusal of plan ${wording.id(button.plan)} (${place})`;
    case 'undo':
      return `The undo on ${place}`;
    case 'waive':
      return `The waiver of finding ${wording.id(button.finding)} (${place})`;
    case 'mute':
      return `Muting finding ${wording.id(button.finding)} (${place})`;
  }
};

const requestText = (request: Request, wording: Wording): string => {
  switch (request.kind) {
    case 'apply':
      return `The approval of plan ${wording.id(request.plan)}`;
    case 'refuse':
      return `The refusal of plan ${wording.id(request.plan)}`;
    case 'remediate':
      return `The remediation of ${wording.sentence(subjectPlace(request.ref))} by ${wording.id(request.rule)}`;
    case 'rollback':
      return `The undo on ${wording.sentence(subjectPlace(request.ref))}`;
    case 'waive':
      return `The waiver of finding ${wording.id(request.finding)} (${wording.sentence(subjectPlace(request.ref))})`;
    case 'mute':
      return `Muting finding ${wording.id(request.finding)} (${wording.sentence(subjectPlace(request.ref))})`;
  }
};
