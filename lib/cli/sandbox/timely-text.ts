import type { Announcement } from '../../model/notice.ts';
import type { Happening } from '../../ports/telemetry.ts';
import { announcementText } from '../../render/announcement.ts';
import { headline } from '../../render/headline.ts';
import { plainWording } from '../../render/wording.ts';

/** What is told because its time has come, or because somebody tried something. */
export type TimelyHappening = Extract<
  Happening,
  { kind: 'told-again' | 'told-together' | 'told-announcement' }
>;

/** What of it the story says: the title of its block, and the headline of the message. */
export const timelyText = (
  happening: TimelyHappening,
): { readonly title: string; readonly headline: string } => {
  switch (happening.kind) {
    case 'told-again':
      return {
        title: 'Findings that are still open are told again',
        headline: `still ${headline(happening.record)}`,
      };
    case 'told-together': {
      const count = `${String(happening.lines)} ${happening.lines === 1 ? 'line' : 'lines'}`;
      return happening.gathering.startsWith('digest/')
        ? { title: 'A digest is due', headline: `digest of ${count}` }
        : { title: 'An hour of many attempts is over', headline: `${count} of refused attempts` };
    }
    case 'told-announcement':
      return { title: titleOf(happening.announcement), headline: titleOf(happening.announcement) };
  }
};

const titleOf = (announcement: Announcement): string =>
  announcementText(announcement, { accountName: () => null }, plainWording).title;
