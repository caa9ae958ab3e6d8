import type { Outcome, Waiting } from '../model/journal.ts';
import type { Action, Aspects } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import type { Step } from '../remediation/copies/step.ts';
import { isStandingCopy } from '../remediation/writes/copy.ts';
import { endTurn, putTurnBack } from './copy-turns.ts';
import { lookAgain } from './lagging.ts';
import { lookIn, lookLater } from './look-later.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Run } from './run.ts';
import { settle } from './settle.ts';
import { standUnderWay } from './stand-under-way.ts';
import type { Written } from './write-action.ts';

/** Turns a step down, for this reason; with the plan waiting for a person where one may let it through. */
export type TurnDown = (reason: string, waiting: Waiting | undefined) => Promise<Written>;

/** A step that sends something. */
export type WriteStep = Extract<Step, { kind: 'write' }>;

const QUARTER_S = 900;
const DAY_S = 86_400;

/** Sees to what follows a write: who is told, and when it goes on. */
export const concludeStep = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  step: WriteStep,
  written: Written,
  turnDown: TurnDown,
  ports: RemediationPorts,
): Promise<Written> => {
  const { outcome } = written;
  if (written.paused === true) await lookLater(ref, ports);
  if (outcome.kind === 'refused' && step.name === 'copy' && written.paused !== true) {
    return refusedCopy(run, ref, action, outcome.reason, turnDown, ports);
  }
  if (outcome.kind !== 'done') {
    await settle(run, action.findings, written, ports);
    if (written.paused !== true) await lookIn(ref, QUARTER_S, ports);
    return written;
  }
  await noteCopies(ref, outcome, ports);
  if (step.last) {
    if (step.due !== undefined) await lookIn(ref, step.due, ports);
    await settle(run, action.findings, written, ports);
    await lookAtCopies(ref, outcome.after, ports);
    return written;
  }
  await goOn(ref, step, outcome.after, ports);
  return standUnderWay(run, action, reasonOf(step, outcome.after), written, ports);
};

type Done = Extract<Outcome, { kind: 'done' }>;

const goOn = async (
  ref: ImageRef,
  { name }: Pick<WriteStep, 'name'>,
  after: Aspects,
  ports: RemediationPorts,
): Promise<void> => {
  if (name === 'grant') {
    await lookAgain(ref, ports);
    await lookAtCopies(ref, after, ports);
  } else await lookIn(ref, QUARTER_S, ports);
};

const reasonOf = ({ name, note }: Pick<WriteStep, 'name' | 'note'>, { copies = [] }: Aspects): string => {
  if (note !== null) return note;
  const made = copies
    .filter(isStandingCopy)
    .map(({ image }) => image)
    .join(', ');
  return name === 'copy' ? `AWS is making ${made}, its encrypted copy.` : `${name} was done.`;
};

/** AWS has no room for another copy, whoever else is copying there: then it waits on. Else it is refused, and its place is free. */
const refusedCopy = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  reason: string,
  turnDown: TurnDown,
  ports: RemediationPorts,
): Promise<Written> => {
  if (/ResourceLimitExceeded.*snapshot cop/i.test(reason)) {
    await putTurnBack(ref, ports);
    await lookIn(ref, QUARTER_S, ports);
    const text =
      'AWS copies as many snapshots to the region as it does at once, others’ among them; it is tried again.';
    return standUnderWay(run, action, text, null, ports);
  }
  await endTurn(ref, false, ports);
  await lookIn(ref, DAY_S, ports);
  return turnDown(reason, undefined);
};

/** So that the events of a copy that we began are known as ours. */
const noteCopies = async (
  ref: ImageRef,
  { before, after, requestId }: Done,
  { journal }: RemediationPorts,
): Promise<void> => {
  const were = new Set((before.copies ?? []).map(({ image }) => image));
  for (const { image } of after.copies ?? []) {
    if (requestId !== null && !were.has(image)) await journal.noteOwnRequest({ ...ref, image }, requestId);
  }
};

/** A copy that is in use is an image like any other: whatever the policy says of it is said by an ordinary look. */
const lookAtCopies = async (
  ref: ImageRef,
  { copies = [] }: Aspects,
  ports: RemediationPorts,
): Promise<void> => {
  for (const { image, state } of copies) {
    if (state === 'available') await lookAgain({ ...ref, image }, ports);
  }
};
