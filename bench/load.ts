import { runtimeClientRunner } from '../test/local-stack/runtime-client-runner.ts';
import { runLoad } from '../test/load/load-run.ts';
import type { Figures } from './figures.ts';

const PHASES = [
  { name: 'warm', perSecond: 20, seconds: 3 },
  { name: 'steady', perSecond: 100, seconds: 10 },
  { name: 'burst', perSecond: 500, seconds: 2 },
];
const IMAGES = 2_000;
const PROCESSES = 2;

/** The short form of `npm run load`, whose full one takes eleven minutes. */
export const loadFigures = async (client: string): Promise<Figures> => {
  const phases = await runLoad(PHASES, IMAGES, () => runtimeClientRunner(client, PROCESSES));
  const [, steady, burst] = phases;
  return {
    'load.lost': phases.reduce((sum, { lost }) => sum + lost, 0),
    'load.steady.perSecond': steady?.perSecond ?? NaN,
    'load.steady.p99_ms': steady?.p99 ?? NaN,
    'load.burst.p99_ms': burst?.p99 ?? NaN,
    'load.burst.drain_s': burst?.drainedAfter ?? NaN,
  };
};
