import { deregister } from '../actions/deregister.ts';
import { refuse, type Step, type StepContext } from './step.ts';

const DAY_S = 86_400;
const QUARTER_S = 900;

/** The last step: the original, disabled for as long as the policy says, is deregistered, if its copy stands and nobody uses it. */
export const deregisterStep = (context: StepContext): Step => {
  const { copies, recycleBin } = context.state;
  const facts = ['copies', 'references', 'usage', 'recycleBin'] as const;
  const missing = facts.filter((fact) => (context.state[fact]?.kind ?? 'unread') === 'unread');
  if (missing.length > 0) return { kind: 'look', facts: missing, key: false };
  if (copies?.kind !== 'known') return refuse('Nobody could look for the copy in its place.', QUARTER_S);
  const copy = copies.value.find(({ state }) => state === 'available');
  if (copy === undefined) {
    return refuse('Its encrypted copy is not there any more: the original stays.', DAY_S);
  }
  const hindrance = deregister.hindrance?.(context) ?? null;
  if (hindrance === null) {
    const days = recycleBin?.kind === 'known' ? recycleBin.value.days : null;
    const snapshots =
      context.state.image?.kind === 'known'
        ? context.state.image.value.devices.flatMap((device) =>
            device.kind === 'ebs' && device.snapshot !== null ? [device.snapshot] : [],
          )
        : [];
    return {
      kind: 'write',
      name: 'deregister',
      writes: [{ kind: 'registration', to: 'deregistered', keptDays: days }],
      note: `${copy.image} is in its place. Its snapshots stay as they are: ${snapshots.join(', ')}.`,
      last: true,
    };
  }
  if (hindrance.first !== null) {
    return { kind: 'write', name: 'prepare', writes: [hindrance.first], note: hindrance.reason, last: false };
  }
  return refuse(`The original stays: ${hindrance.reason}`, hindrance.again ?? DAY_S);
};
