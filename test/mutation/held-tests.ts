type Body = (...given: readonly unknown[]) => unknown;
type Declare = (name: string, body: () => unknown) => void;

/** A test as its file declared it; `id` is the file, the suites and the name. */
export interface HeldTest {
  readonly id: string;
  readonly fileName: string;
  readonly run: () => unknown;
}

let held = new Map<string, HeldTest>();
let above: readonly string[] = [];
let ending: (() => unknown)[] = [];

/** Reads one file's tests by `load`, under its name. */
export const readTests = async (
  fileName: string,
  load: () => Promise<unknown>,
): Promise<readonly HeldTest[]> => {
  held = new Map();
  above = [fileName];
  await load();
  return [...held.values()];
};

/** Takes a test in the words of vitest, whose options and time limit are left aside. */
export const declareTest = (name: string, ...rest: readonly unknown[]): void => {
  const run = rest.find((part): part is () => unknown => typeof part === 'function');
  if (run === undefined) return;
  const plain = [...above, name].join(' > ');
  const id = held.has(plain) ? `${plain} (${String(held.size)})` : plain;
  held.set(id, { id, fileName: above[0] ?? '', run: () => runToEnd(run) });
};

/** Takes what the running test leaves to be done when it is over. */
export const atEnd = (done: () => unknown): void => {
  ending.push(done);
};

/** Without a promise where the test makes none: most make none, and waiting costs more than they do. */
const runToEnd = (run: () => unknown): unknown => {
  ending = [];
  const end = (): void => {
    for (const done of ending) done();
  };
  let isWaiting = false;
  try {
    const made = run();
    isWaiting = made instanceof Promise;
    return made instanceof Promise ? made.finally(end) : undefined;
  } finally {
    if (!isWaiting) end();
  }
};

/** Takes a suite, and at once what is in it. */
export const declareSuite: Declare = (name, body) => {
  const outside = above;
  above = [...above, name];
  body();
  above = outside;
};

/** `it.each` and `describe.each`: one for each of the rows, by number. */
export const eachOf =
  (declare: Declare) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const [index, row] of rows.entries()) {
      const given: readonly unknown[] = Array.isArray(row) ? row : [row];
      declare(`${name} [${String(index)}]`, () => body(...given));
    }
  };
