import type { ImageChange } from '../../../model/change.ts';
import type { ImageId } from '../../../model/ids.ts';
import type { SubjectState } from '../../../model/image.ts';
import { GUARDRAIL_FACTS, isImage, subjectKey, type SubjectRef } from '../../../model/subject.ts';
import { eventOf, whyUnreadable } from '../../parse/report.ts';
import { textOf, type Bytes } from '../../parse/source.ts';
import { RecordSplitter, type Piece } from '../../parse/split.ts';
import { eventFiles } from './event-files.ts';

/** How many records the files held, and what they were. `refused`: attempts that AWS stopped; `elsewhere`: they name no subject. */
export interface EventCounts {
  readonly files: number;
  readonly records: number;
  readonly changes: number;
  readonly refused: number;
  readonly ignored: number;
  readonly elsewhere: number;
  readonly malformed: number;
}

/** Something that is about a subject, and has yet to be judged. */
export interface Pending {
  readonly ref: SubjectRef;
  readonly change: ImageChange;
}

/** Past changes, found again by the subject that they are about. */
export class PastEvents {
  readonly #bySubject = new Map<string, Pending[]>();
  readonly #bySnapshot = new Map<string, ImageChange[]>();
  readonly #launched = new Map<ImageId, SubjectState['image']>();
  readonly #problems: string[] = [];
  readonly #seen = new Set<string>();
  #counts = { files: 0, records: 0, changes: 0, refused: 0, ignored: 0, elsewhere: 0, malformed: 0 };

  get counts(): EventCounts {
    return this.#counts;
  }

  /** What could not be read or understood, a sentence each. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Reads files and folders of events, a record at a time. What cannot be read is told in `problems`. */
  async read(paths: readonly string[], stdin: Bytes): Promise<void> {
    for (const path of paths) {
      try {
        for await (const file of eventFiles([path])) await this.#readFile(file, stdin);
      } catch (error) {
        this.#problems.push(`${path}: ${whyUnreadable(error, 0)}`);
      }
    }
  }

  /** Takes the changes that are about a subject of the inventory, or about a snapshot behind it. */
  take(state: SubjectState): readonly Pending[] {
    const { ref } = state;
    const key = subjectKey(ref);
    const own = this.#bySubject.get(key) ?? [];
    this.#bySubject.delete(key);
    if (!isImage(ref)) return own;
    if (this.#launched.has(ref.image)) this.#launched.set(ref.image, state.image);
    return [...own, ...this.#behind(state).map((change) => ({ ref, change }))];
  }

  /** What is about subjects that the inventory does not hold. */
  rest(): readonly Pending[] {
    const rest = [...this.#bySubject.values()].flat();
    this.#bySubject.clear();
    return rest;
  }

  /** The facts of an image that was launched from, as the inventory has them. */
  launchedImage(image: ImageId | null): SubjectState['image'] {
    return image === null ? undefined : this.#launched.get(image);
  }

  async #readFile(file: string, stdin: Bytes): Promise<void> {
    this.#counts.files += 1;
    const before = this.#counts.records;
    try {
      const splitter = new RecordSplitter();
      for await (const text of textOf(file, stdin)) this.#note(splitter.push(text), file, before);
      this.#note(splitter.end(), file, before);
    } catch (error) {
      this.#problems.push(`${file}: ${whyUnreadable(error, this.#counts.records - before)}`);
    }
  }

  #note(pieces: readonly Piece[], file: string, before: number): void {
    for (const event of pieces.map(eventOf)) {
      this.#counts.records += 1;
      switch (event.kind) {
        case 'ignored':
          this.#counts.ignored += 1;
          break;
        case 'malformed':
          this.#counts.malformed += 1;
          this.#problems.push(
            `${file}: record ${String(this.#counts.records - before)} is malformed: ${event.reason}`,
          );
          break;
        case 'change':
          this.#keep(event);
      }
    }
  }

  #keep(change: ImageChange): void {
    if (change.outcome.kind === 'refused') {
      this.#counts.refused += 1;
      return;
    }
    // CloudTrail delivers a record more than once, now and then.
    const identity = `${change.account} ${change.region} ${change.eventId}`;
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    this.#counts.changes += 1;
    const refs = refsOf(change);
    if (refs.length + change.snapshots.length === 0) this.#counts.elsewhere += 1;
    for (const ref of refs) push(this.#bySubject, subjectKey(ref), { ref, change });
    for (const snapshot of change.snapshots)
      push(this.#bySnapshot, `${change.account}/${change.region}/${snapshot}`, change);
    for (const { image } of change.instances) if (image !== null) this.#launched.set(image, undefined);
  }

  #behind({ ref, image }: SubjectState): readonly ImageChange[] {
    if (this.#bySnapshot.size === 0 || image?.kind !== 'known') return [];
    return image.value.devices.flatMap((device) => {
      const snapshot = device.kind === 'ebs' ? device.snapshot : null;
      return this.#bySnapshot.get(`${ref.account}/${ref.region}/${snapshot ?? ''}`) ?? [];
    });
  }
}

const refsOf = (change: ImageChange): readonly SubjectRef[] => {
  const { account, region } = change;
  const touchesPlace = GUARDRAIL_FACTS.some((fact) => change.touches.includes(fact));
  return [
    ...change.images.map((image) => ({ account, region, image })),
    ...change.instances.map(({ instance }) => ({ account, region, instance })),
    ...(touchesPlace ? [{ account, region }] : []),
  ];
};

const push = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
};
