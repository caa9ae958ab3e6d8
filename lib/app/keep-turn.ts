import type { ImageRef } from '../model/subject.ts';
import type { Step } from '../remediation/copies/step.ts';
import type { Turn } from '../remediation/copies/turn.ts';
import { endTurn, takeTurn } from './copy-turns.ts';
import type { Found } from './find-step.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** The place in the line is kept for as long as a copy is being made, and given back as soon as none is. */
export const keepTurn = async (
  ref: ImageRef,
  step: Step,
  found: Found,
  ports: RemediationPorts,
): Promise<void> => {
  const { copies } = found.state;
  const isMaking = copies?.kind === 'known' && copies.value.some(({ state }) => state === 'pending');
  if (isMaking) await takeTurn(ref, snapshotsOf(found), ports);
  else if (step.kind !== 'write' || step.name !== 'copy') {
    const isMade = copies?.kind === 'known' && copies.value.some(({ state }) => state === 'available');
    await endTurn(ref, isMade, ports);
  }
};

/** How many snapshots a copy of the image is made of. */
export const snapshotsOf = ({ state: { image } }: Found): number =>
  image?.kind === 'known'
    ? image.value.devices.filter((device) => device.kind === 'ebs' && device.snapshot !== null).length
    : 1;

/** What people read of an image that waits for its turn. */
export const turnText = (turn: Exclude<Turn, { kind: 'go' }>): string => {
  if (turn.kind === 'full') return 'More copies wait for their turn here than the line holds; it asks again.';
  const when =
    turn.expectedAt === null
      ? 'no copy has been timed here yet, so that nobody can say when its turn comes'
      : `its turn is expected at about ${turn.expectedAt.slice(0, 16)}Z`;
  return `It waits for its turn to be copied, because AWS copies 20 snapshots to a region at once; ${when}.`;
};
