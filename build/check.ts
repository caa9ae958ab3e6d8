import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A gate: a command, and how many files its output says that it looked at. A gate that looked at nothing fails. */
interface Gate {
  readonly name: string;
  readonly command: readonly string[];
  looked(output: string): number;
}

const lines = (output: string, pattern: RegExp): number =>
  output.split('\n').filter((line) => pattern.test(line)).length;

const GATES: readonly Gate[] = [
  {
    name: 'lint',
    command: ['eslint', '.', '--max-warnings', '0', '--format', 'json'],
    looked: (output) => lines(output.replaceAll('"filePath"', '\n"filePath"'), /^"filePath"/),
  },
  {
    name: 'types',
    command: ['tsc', '-p', '.', '--listFilesOnly', 'false', '--listFiles'],
    looked: (output) => lines(output, /\/(lib|functions|bin|test)\/(?!.*node_modules).*\.ts$/),
  },
  {
    name: 'format',
    command: ['prettier', '--check', '--log-level', 'debug', '.'],
    looked: (output) => lines(output, /\.ts/),
  },
  {
    name: 'direction',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'lib', 'functions', 'bin', 'build'],
    looked: (output) => Number(/\((\d+) modules/.exec(output)?.[1] ?? 0),
  },
  {
    name: 'unused',
    command: ['knip', '--no-progress', '--debug'],
    looked: (output) => lines(output, /\.ts/),
  },
];

/** As many gates at once: each has a core to itself on the smallest machine that is worth working on. */
const AT_ONCE = 2;

interface Ended {
  readonly isGood: boolean;
  readonly report: string;
}

const run = async (gate: Gate): Promise<Ended> => {
  const [command, ...args] = gate.command;
  if (command === undefined) throw new Error(`${gate.name} has no command`);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), status]);
  const output = `${stdout}${stderr}`;
  const looked = gate.looked(output);
  const isGood = code === 0 && looked > 0;
  const line = `${isGood ? 'ok  ' : 'FAIL'} ${gate.name}: ${String(looked)} files\n`;
  if (isGood) return { isGood, report: line };
  return { isGood, report: line + (gate.name === 'lint' ? readable(stdout) : complaints(output)) };
};

/** Runs them in their order, several at a time, and says of each how it ended; answers whether all ended well. */
const runAll = async (waiting: Gate[]): Promise<boolean> => {
  let areGood = true;
  const work = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const { isGood, report } = await run(gate);
      process.stdout.write(report);
      areGood &&= isGood;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return areGood;
};

/** What a gate says beyond the list of files that it looked at. */
const complaints = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^(\/|\[debug\])/.test(line))
    .join('\n')
    .slice(-6000);

/** eslint's JSON as lines; whatever is not JSON as it is. */
const readable = (json: string): string => {
  try {
    const files = JSON.parse(json) as {
      filePath: string;
      messages: { line: number; ruleId: string | null; message: string }[];
    }[];
    return files
      .flatMap(({ filePath, messages }) =>
        messages.map(
          ({ line, ruleId, message }) => `${filePath}:${String(line)} ${ruleId ?? ''} ${message}\n`,
        ),
      )
      .join('');
  } catch {
    return json.slice(-6000);
  }
};

const only = process.argv[2];
const gates = GATES.filter((gate) => only === undefined || gate.name === only);
if (gates.length === 0)
  throw new Error(`no gate ${only ?? ''}: ${GATES.map((gate) => gate.name).join(', ')}`);
process.exitCode = (await runAll(gates)) ? 0 : 1;
