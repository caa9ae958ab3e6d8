import type { ImageId } from '../model/ids.ts';
import type { Aspects, Write } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Ports = Pick<RemediationPorts, 'reader'>;

/**
 * Why a copy that stands may not be taken away by these writes: it is shared, something refers to it, its original is out of use, or
 * nobody could look; the end of a sentence. Null when nothing speaks against it. `aspects`: of the original.
 */
export const copiesInUse = async (
  ref: ImageRef,
  writes: readonly Write[],
  { copies = [] }: Aspects,
  ports: Ports,
): Promise<string | null> => {
  for (const write of writes) {
    if (write.kind !== 'copy-removal') continue;
    const shared = copies.find(({ image }) => image === write.copy)?.launchPermission ?? [];
    if (shared.length > 0) return `${write.copy} is shared: roll that back first`;
    const use = (await outOfUse(ref, ports)) ?? (await referred(ref, write.copy, ports));
    if (use !== null) return use;
  }
  return null;
};

const outOfUse = async (ref: ImageRef, { reader }: Ports): Promise<string | null> => {
  const original = await reader.observe(ref, ['image']);
  const state =
    original.kind === 'state' && original.state.image.kind === 'known'
      ? original.state.image.value.state
      : null;
  return state === 'available' ? null : `the original is ${state ?? 'not to be seen'}: roll that back first`;
};

const referred = async (ref: ImageRef, copy: ImageId, { reader }: Ports): Promise<string | null> => {
  const observation = await reader.observe({ ...ref, image: copy }, ['references']);
  if (observation.kind === 'gone') return null;
  const { references } = observation.state;
  if (references?.kind !== 'known') return `nobody could look at what refers to ${copy}`;
  const [first] = references.value.map(({ arn }) => arn).toSorted();
  return first === undefined ? null : `${first} refers to ${copy}`;
};
