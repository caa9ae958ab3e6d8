import { Fault } from '../model/fault.ts';
import type { Datum } from '../model/image.ts';
import type { KeyFacts } from '../model/key-facts.ts';
import type { Action } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import { keyNameOf } from '../remediation/copies/key-name.ts';
import type { Step } from '../remediation/copies/step.ts';
import { definitionOf } from '../remediation/registry.ts';
import { remediationFor } from '../remediation/remediation-for.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Seen } from './run.ts';
import type { StepHistory } from './step-history.ts';

/** What is looked at more than this often for one step is a mistake. */
const MOST_LOOKS = 5;

/** The next step, and all that was looked at for it. */
export interface Found {
  readonly step: Exclude<Step, { kind: 'look' }>;
  readonly state: Seen['state'];
}

/** Finds the next step of an action that takes several, reading what it has to know. Rejects with `Fault`. */
export const findStep = async (
  ref: ImageRef,
  action: Action,
  { state: seen, evaluation, organization }: Pick<Seen, 'state' | 'evaluation' | 'organization'>,
  history: Pick<StepHistory, 'failures' | 'begun' | 'begunLately' | 'begunAt'>,
  ports: Pick<RemediationPorts, 'reader' | 'keys' | 'clock'>,
): Promise<Found> => {
  const nextStep = definitionOf(action)?.nextStep;
  const finding = evaluation.findings.find(({ id }) => action.findings.includes(id));
  const setting = finding === undefined ? null : remediationFor(finding);
  if (nextStep === undefined || setting === null) {
    throw new Fault('plan', 'NoSetting', `no setting for ${action.rule}`, { retryable: true });
  }
  let state = seen;
  let key: Datum<KeyFacts> = { kind: 'unread' };
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { failures, begun, begunLately, begunAt } = history;
    const step = nextStep(
      {
        state,
        setting,
        creator: null,
        now: ports.clock.now(),
        evaluation,
        organization,
        key,
        failures,
        begun,
        begunLately,
        begunAt,
      },
      action.writes,
    );
    if (step.kind !== 'look') return { step, state };
    if (step.key) key = await ports.keys.keyFacts(ref, keyNameOf({ setting, state }) ?? '');
    if (step.facts.length > 0) {
      const observation = await ports.reader.observe(ref, step.facts);
      if (observation.kind === 'gone') {
        throw new Fault('DescribeImages', 'Gone', `${ref.image} went while it was looked at`, {
          retryable: true,
        });
      }
      const read = Object.fromEntries(step.facts.map((fact) => [fact, observation.state[fact]]));
      state = { ...state, ...read };
    }
  }
  throw new Fault('plan', 'NoStep', `no end of looking for ${action.action}`, { retryable: true });
};
