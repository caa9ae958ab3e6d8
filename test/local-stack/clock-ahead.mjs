// Preloaded into a function's process: its time runs ahead of the machine's by so many milliseconds, as the sandbox's does.
const ahead = Number(process.env.LOCAL_STACK_AHEAD_MS ?? '0');
const Machine = Date;
globalThis.Date = class Date extends Machine {
  constructor(...given) {
    if (given.length === 0) super(Machine.now() + ahead);
    else super(...given);
  }

  static now() {
    return Machine.now() + ahead;
  }
};
