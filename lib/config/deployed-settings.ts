import type { CoverageLimits } from '../model/coverage.ts';

/** What a hub's stack was deployed with, as far as its members are held against it. */
export interface DeployedSettings {
  readonly readerRole: string;
  readonly writerRole: string;
  readonly limits: CoverageLimits;
}

// As serverless.yml has them where nobody chose others.
const USUAL_HOURS = '48,48';

/** Reads the outputs of the hub's stack; what a stack of an older version does not tell is as it is by default. */
export const deployedSettings = (outputs: ReadonlyMap<string, string>): DeployedSettings => {
  const [silentHours = 0, staleHours = 0] = (outputs.get('CoverageHours') ?? USUAL_HOURS)
    .split(',')
    .map(Number);
  return {
    readerRole: outputs.get('ReaderRoleName') ?? 'ami-warden-reader',
    writerRole: outputs.get('WriterRoleName') ?? 'ami-warden-writer',
    limits: { silentHours, staleHours },
  };
};
