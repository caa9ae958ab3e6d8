import { gatheringKey } from '../model/notice.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import type { NoticePorts } from './notice-ports.ts';

/**
 * Tells a channel what was gathered for it and not told yet; nothing when there is nothing. What was told is noted before it is
 * dropped, so that a second try, or a second tick, says nothing twice; a line that came late makes one more message.
 */
export const tellGathering = async (
  { gathering }: Extract<NoticeMessage, { kind: 'gathering' }>,
  ports: NoticePorts,
): Promise<void> => {
  const channel = ports.channels.named(gathering.channel);
  // No way to it from here any more; the lines go with their time.
  if (channel === null) return;
  const { toldThrough, lines } = await ports.agenda.gathered(gathering);
  const fresh = lines.filter(({ gatheredAt }) => toldThrough === null || gatheredAt > toldThrough);
  const last = fresh
    .map(({ gatheredAt }) => gatheredAt)
    .toSorted()
    .at(-1);
  if (last !== undefined) {
    await channel.tellTogether(
      gathering,
      fresh.map(({ line }) => line),
    );
    await ports.agenda.noteGatheringTold(gathering, last);
    ports.telemetry.note({
      kind: 'told-together',
      channel: channel.name,
      gathering: gatheringKey(gathering),
      lines: fresh.length,
    });
  }
  await ports.agenda.clear(gathering, lines);
};
