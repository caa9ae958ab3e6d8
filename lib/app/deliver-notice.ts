import type { NoticeMessage } from '../ports/queues.ts';
import type { NoticePorts } from './notice-ports.ts';
import { tellAnswer } from './tell-answer.ts';
import { tellAnnouncement, tellAttempt, tellFight } from './tell-announcement.ts';
import { noteFault } from './tell-each.ts';
import { tellAgain, tellFinding } from './tell-finding.ts';
import { tellOfGrant } from './tell-grant.ts';
import { tellGathering } from './tell-gathering.ts';
import { tick } from './tick.ts';

/**
 * Does what a notice asks for. Every step can be repeated: who was told is told once. One channel's fault hides no other; rejects
 * at the end, for the queue to try again.
 */
export const deliverNotice = async (notice: NoticeMessage, ports: NoticePorts): Promise<void> => {
  switch (notice.kind) {
    case 'finding':
      return tellFinding(notice, ports);
    case 'repeat':
      return noted(notice, tellAgain(notice, ports), ports);
    case 'gathering':
      return noted(notice, tellGathering(notice, ports), ports);
    case 'answer':
      return noted(notice, tellAnswer(notice, ports), ports);
    case 'grant':
      return noted(notice, tellOfGrant(notice, ports), ports);
    case 'attempt':
      return tellAttempt(notice, ports);
    case 'fight':
      return tellFight(notice, ports);
    case 'malformed':
    case 'unseen':
    case 'waiver':
    case 'policy-refused':
    case 'coverage':
      return tellAnnouncement(notice, ports);
    case 'tick':
      return tick(ports);
  }
};

const noted = async (
  notice: NoticeMessage,
  telling: Promise<void>,
  { telemetry }: NoticePorts,
): Promise<void> => {
  try {
    await telling;
  } catch (reason) {
    noteFault(`notice of a ${notice.kind}`, reason, telemetry);
    throw reason;
  }
};
