import type { ImageChange } from '../model/change.ts';
import type { KnownImage } from '../model/inventory.ts';
import type { Cause } from '../model/journal.ts';
import { isImage, isInstance, subjectKey, type SubjectRef } from '../model/subject.ts';
import type { CountChange, Versioned } from '../ports/inventory.ts';
import type { EventPorts } from './guard-ports.ts';
import type { EventLook } from './inventory/after-look.ts';
import { keepImage } from './inventory/keep-image.ts';
import { keepGuardrails } from './inventory/keep-place.ts';
import { judgeSubject } from './judge-subject.ts';
import { lookAgain, mayLag } from './lagging.ts';
import type { Subject, SubjectObservation } from './observe-subject.ts';
import { judgeCrossing } from './quotas/judge-crossing.ts';
import { noteFault } from './tell-each.ts';

/**
 * Judges a subject of an event, and keeps in the inventory what was seen of it. Rejects as judging does: what becomes of the
 * inventory, and of the quotas that its counts tell of, never stands in the way; of what failed there is another look later.
 */
export const judgeAndKeep = async (
  subject: Subject,
  change: ImageChange,
  cause: Cause,
  ports: EventPorts,
): Promise<void> => {
  const { ref } = subject;
  // Beside judging, which waits for AWS: what is known of the image is there when it is to be written.
  const early = isImage(ref) ? ports.inventory.image(ref).catch(() => undefined) : null;
  const watched = watchedReader(ref, ports.reader);
  const judged = await judgeSubject(subject, change, cause, { ...ports, reader: watched.reader }).then(
    () => ({ isWhole: true }) as const,
    (reason: unknown) => ({ isWhole: false, reason }) as const,
  );
  const counts = await keep(ref, change, watched.seen(), judged.isWhole, await early, ports);
  if (Object.keys(counts).length > 0) {
    const { account, region } = ref;
    const place = { account, region };
    await judgeCrossing(place, counts, cause, ports).catch(async (reason: unknown) => {
      const what = `quotas of ${account}/${region}`;
      noteFault(what, reason, ports.telemetry);
      // Not with the message, which changes no count when it comes again.
      await lookInstead(place, what, ports);
    });
  }
  if (!judged.isWhole) throw judged.reason;
};

/** The reader, which remembers what it saw of this subject last. */
const watchedReader = (
  subject: SubjectRef,
  reader: EventPorts['reader'],
): { readonly reader: EventPorts['reader']; readonly seen: () => SubjectObservation | null } => {
  let seen: SubjectObservation | null = null;
  const isIt = (ref: SubjectRef): boolean => subjectKey(ref) === subjectKey(subject);
  return {
    reader: {
      ...reader,
      observe: async (ref, facts) => {
        const observation = await reader.observe(ref, facts);
        if (isIt(ref)) seen = observation;
        return observation;
      },
      observeAccountRegion: async (ref, facts) => {
        const state = await reader.observeAccountRegion(ref, facts);
        if (isIt(ref)) seen = { kind: 'state', state };
        return state;
      },
    },
    seen: () => seen,
  };
};

/** An image as it was known before it was looked at; undefined where that could not be read, which is then tried once more. */
type Early = Versioned<KnownImage> | null | undefined;

/** Never rejects; what could not be kept is looked at once more in a minute. */
const keep = async (
  ref: SubjectRef,
  change: ImageChange,
  seen: SubjectObservation | null,
  isWhole: boolean,
  early: Early,
  ports: EventPorts,
): Promise<CountChange> => {
  try {
    if (isInstance(ref)) return {};
    if (!isImage(ref)) {
      if (seen?.kind === 'state') await keepGuardrails(ref, seen.state, ports.inventory);
      return {};
    }
    const look: EventLook = {
      ref,
      change,
      seen: seen ?? (isWhole ? await firstLook(ref, change, ports) : null),
      isWhole,
      mayLag: mayLag(change.at, ports),
      now: ports.clock.now().toISOString(),
    };
    return await keepImage(look, ports.inventory, early);
  } catch (reason) {
    const what = `inventory of ${subjectKey(ref)}`;
    noteFault(what, reason, ports.telemetry);
    if (isWhole && change.detail.kind !== 'recheck') await lookInstead(ref, what, ports);
    return {};
  }
};

/** Has a subject looked at later, because of a fault that nothing else makes good. Never rejects. */
const lookInstead = (ref: SubjectRef, what: string, ports: EventPorts): Promise<void> =>
  lookAgain(ref, ports).catch((reason: unknown) => {
    noteFault(what, reason, ports.telemetry);
  });

/** What no rule reads, or what we made ourselves, nobody has looked at: a new image counts all the same. */
const firstLook = async (
  ref: EventLook['ref'],
  change: ImageChange,
  { inventory, reader }: EventPorts,
): Promise<SubjectObservation | null> => {
  const { detail, outcome } = change;
  const isMade = detail.kind === 'created' || (detail.kind === 'state' && detail.state === 'available');
  if (!isMade || outcome.kind !== 'done') return null;
  return (await inventory.image(ref)) === null ? reader.observe(ref, ['image']) : null;
};
