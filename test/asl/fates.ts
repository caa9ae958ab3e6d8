import { makeSweep } from '../../functions/sweep/sweep.ts';
import type { WorkerPorts } from '../../lib/app/sweep-organization/worker-ports.ts';
import { subjectKey, type AccountRegion } from '../../lib/model/subject.ts';
import { AslError } from './asl-error.ts';
import type { Step } from './sweep-world.ts';

/** What becomes of a worker that begins to list an account-region: what is answered is thrown there; null is nothing, `death` the end of its process. */
type Fate = (place: AccountRegion, nth: number) => Error | 'death' | null;

interface Life {
  over: boolean;
}

/** The step of a worker whose every call is a process of its own; `listed`: the account-regions whose lists it began, in order. */
export const fatedWorker = (
  ports: WorkerPorts,
  fate: Fate,
): { readonly step: Step; readonly listed: string[] } => {
  const listed: string[] = [];
  const step: Step = (payload, context) =>
    new Promise((resolve, reject) => {
      const life: Life = { over: false };
      const met = (place: AccountRegion): Error | null => {
        const key = subjectKey(place);
        listed.push(key);
        const end = fate(place, listed.filter((one) => one === key).length);
        if (end !== 'death') return end;
        life.over = true;
        reject(new AslError('Runtime.OutOfMemory', 'signal: killed'));
        return new Error('nobody sees this');
      };
      const estate: WorkerPorts['estate'] = {
        open: async (place, passage) => {
          const reader = await ports.estate.open(place, passage);
          const publicImages = async () => {
            const end = met(place);
            if (end !== null) throw end;
            return reader.publicImages();
          };
          return { ...reader, publicImages };
        },
      };
      const own = (['inventory', 'journal', 'book', 'queues'] as const).map((name) => [
        name,
        mortal(ports[name], life),
      ]);
      const worker = { ...ports, ...Object.fromEntries(own), estate } as WorkerPorts;
      makeSweep(worker)(payload, context).then(resolve, reject);
    });
  return { step, listed };
};

/** A port of which no call ends any more once its process is dead. */
const mortal = <Port extends object>(port: Port, life: Life): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]): unknown =>
        life.over ? new Promise(() => undefined) : Reflect.apply(member, target, given);
    },
  });
