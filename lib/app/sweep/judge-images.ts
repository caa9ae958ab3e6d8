import type { ImageReference } from '../../model/facts.ts';
import type { ImageId } from '../../model/ids.ts';
import type { Datum, ImageState } from '../../model/image.ts';
import { few } from './few.ts';
import { evaluated, judgeSeen } from './judge-seen.ts';
import { datumFault } from './surroundings.ts';
import type { Sweeping } from './sweeping.ts';

const AT_ONCE = 8;

/** A state, and whether some of it is read later. */
interface Seen {
  readonly state: ImageState;
  readonly isPartial: boolean;
}

/** Judges these images. What refers to an image is read only where it decides anything: where a rule would fail if nothing did. */
export const judgeImages = async (all: readonly Seen[], sweeping: Sweeping): Promise<void> => {
  // A report has no use for half of a state.
  const seen = sweeping.request.judge.kind === 'report' ? all.filter(({ isPartial }) => !isPartial) : all;
  const whole = sweeping.facts.image.includes('references') ? await withReferences(seen, sweeping) : seen;
  await few(whole, AT_ONCE, ({ state }) => judgeSeen(state, sweeping));
};

const UNUSED: Datum<readonly ImageReference[]> = { kind: 'known', value: [] };
const USED: Datum<readonly ImageReference[]> = {
  kind: 'known',
  value: [{ resourceType: 'ec2:Instance', arn: 'arn:aws:ec2:::instance/any' }],
};

const withReferences = async (seen: readonly Seen[], sweeping: Sweeping): Promise<readonly Seen[]> => {
  const { reader, tally } = sweeping;
  const asked = new Set(seen.flatMap(({ state }) => (hangsOnUse(state, sweeping) ? [state.ref.image] : [])));
  const read: Awaited<ReturnType<typeof reader.references>> | ReturnType<typeof datumFault> =
    asked.size === 0 ? new Map() : await reader.references([...asked]).catch(datumFault);
  return seen.map((one) => {
    const { image } = one.state.ref;
    if (!asked.has(image)) return { ...one, state: { ...one.state, references: UNUSED } };
    const references = referencesOf(read, image);
    if (references.kind === 'fault') tally.gap(image, references);
    return { ...one, state: { ...one.state, references } };
  });
};

/** Whether an image in use would be judged otherwise than one that nothing refers to. */
const hangsOnUse = (state: ImageState, sweeping: Sweeping): boolean => {
  const failing = (references: Datum<readonly ImageReference[]>): readonly string[] =>
    evaluated({ ...state, references }, [], [], sweeping).findings.map(({ id }) => id);
  const unused = failing(UNUSED);
  return unused.length > 0 && failing(USED).join() !== unused.join();
};

const referencesOf = (
  read: ReadonlyMap<ImageId, readonly ImageReference[]> | ReturnType<typeof datumFault>,
  image: ImageId,
): Exclude<Datum<readonly ImageReference[]>, { kind: 'unread' }> => {
  if ('kind' in read) return read;
  const value = read.get(image);
  if (value !== undefined) return { kind: 'known', value };
  const [operation, code] = ['DescribeImageReferences', 'InvalidAMIID.NotFound'];
  const message = `${image} went away while it was looked at`;
  return { kind: 'fault', operation, code, message, retryable: true };
};
