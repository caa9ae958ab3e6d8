import type { SweepRecord } from '../../lib/model/inventory.ts';

/** What is kept of a sweep that began and ended at this instant, saw twelve images and met nothing. */
export const sweptAt = (at: string, over: Partial<SweepRecord> = {}): SweepRecord => ({
  id: 'sweep-1',
  startedAt: at,
  endedAt: at,
  images: 12,
  added: 0,
  changed: 0,
  vanished: 0,
  lostEvents: 0,
  permissionsRead: 0,
  permissionsLeft: 0,
  calls: {},
  gaps: [],
  gapCount: 0,
  ...over,
});
