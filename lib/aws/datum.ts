import type { Fault } from '../model/fault.ts';
import type { Datum } from '../model/image.ts';
import { toFault } from './faults.ts';

export type DatumFault = Extract<Datum<never>, { kind: 'fault' }>;

/** A `Fault` as the datum that was not to be had. */
export const datumFault = ({ operation, code, message, retryable }: Fault): DatumFault => ({
  kind: 'fault',
  operation,
  code,
  message,
  retryable,
});

/** What `read` gives, as a datum; whatever it rejects with is that datum's fault. Never rejects. */
export const datumOf = async <T>(operation: string, read: () => Promise<T>): Promise<Datum<T>> => {
  try {
    return { kind: 'known', value: await read() };
  } catch (error) {
    return datumFault(toFault(operation, error));
  }
};
