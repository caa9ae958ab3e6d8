import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import type { Announcement } from '../../../lib/model/notice.ts';
import type { AlertChannel } from '../../../lib/ports/alert-channel.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import { memoryAgenda } from './memory-agenda.ts';
import { ORGANIZATION, POLICY } from './stage.ts';

/** What telling needs, without channels: the policy and organisation of the stage, and of the journal what is given. */
export const quietPorts = (journal: Partial<Journal>): NoticePorts => ({
  journal: journal as Journal,
  agenda: memoryAgenda(),
  whispers: null,
  channels: { always: [], named: () => null },
  queues: { sendNotice: () => Promise.resolve() },
  policies: { policy: () => Promise.resolve(POLICY), refusal: () => Promise.resolve(null) },
  organizations: { organization: () => Promise.resolve(ORGANIZATION) },
  telemetry: { note: () => undefined },
  clock: { now: () => new Date('2026-11-23T10:00:00.000Z') },
});

/** A channel that takes malformed records, and keeps silent on all else. */
export const quietChannel = (
  name: string,
  malformed: (notice: Extract<Announcement, { kind: 'malformed' }>) => Promise<void>,
): AlertChannel => ({
  name,
  tell: () => Promise.resolve(null),
  tellAgain: () => Promise.resolve(),
  tellTogether: () => Promise.resolve(),
  announce: (announcement) =>
    announcement.kind === 'malformed' ? malformed(announcement) : Promise.resolve(),
});
