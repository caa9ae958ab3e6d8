/** A step at which the process dies: nothing after it happens, and nobody is told. */
export class Died extends Error {
  override readonly name = 'Died';
}

/**
 * A port every call of which is a step at which the process may die. `step` is told of each by its name, and answers whether it
 * dies there, before or after the call has its effect.
 */
export const mortalPort = <Port extends object>(
  port: Port,
  step: (name: string) => Promise<'goes on' | 'dies before' | 'dies after'>,
): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        const end = await step(String(name));
        if (end === 'dies before') throw new Died();
        const answer: unknown = await Reflect.apply(member, target, args);
        if (end === 'dies after') throw new Died();
        return answer;
      };
    },
  });
