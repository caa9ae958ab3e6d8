import type { ImageChange } from '../../model/change.ts';
import type { Cause } from '../../model/journal.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { GuardPorts } from '../guard-ports.ts';
import { judgeSubject } from '../judge-subject.ts';

/** Judges the quotas of a place, as the inventory tells them, by the way of any event; rejects as that does. `cause`: what changed or counted them. */
export const judgeQuotas = (place: AccountRegion, cause: Cause, ports: GuardPorts): Promise<void> =>
  judgeSubject({ ref: place, launched: null }, lookAt(place, cause), cause, ports);

/** A look that nobody's call stands for: a share that we took back brings a count down as anybody else's does. */
const lookAt = (place: AccountRegion, { event, eventId, at }: Cause): ImageChange => ({
  kind: 'change',
  event,
  eventId,
  requestId: null,
  at,
  account: place.account,
  region: place.region,
  images: [],
  snapshots: [],
  instances: [],
  actor: null,
  outcome: { kind: 'done' },
  touches: ['quotas'],
  detail: { kind: 'recheck', dueAt: at },
});
