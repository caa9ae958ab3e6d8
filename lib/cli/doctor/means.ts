import type { DoctorMeans } from './run.ts';

/** The means there are really; each is loaded when it is needed. */
export const MEANS: DoctorMeans = {
  own: async (settings) => {
    const { openDoctor } = await import('../../config/wire-doctor.ts');
    return openDoctor(settings);
  },
  deployment: async (options, io, now) => {
    const { ofDeployment } = await import('./deployment.ts');
    return ofDeployment(options, io, now);
  },
};
