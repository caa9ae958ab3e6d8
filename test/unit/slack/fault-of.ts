import { Fault } from '../../../lib/model/fault.ts';

/** The `Fault` that this work must end with; throws when it ends otherwise. */
export const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const end: unknown = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (end instanceof Fault) return end;
  throw new Error('no fault', { cause: end });
};
