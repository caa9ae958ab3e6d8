import { spawnSync } from 'node:child_process';

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
    name: 'types',
    command: ['tsc', '-p', '.', '--listFilesOnly', 'false', '--listFiles'],
    looked: (output) => lines(output, /\/(lib|functions|bin|test)\/(?!.*node_modules).*\.ts$/),
  },
  {
    name: 'lint',
    command: ['eslint', '.', '--max-warnings', '0', '--format', 'json'],
    looked: (output) => lines(output.replaceAll('"filePath"', '\n"filePath"'), /^"filePath"/),
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

const run = (gate: Gate): boolean => {
  const [command, ...args] = gate.command;
  if (command === undefined) throw new Error(`${gate.name} has no command`);
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (result.error !== undefined) throw result.error;
  const output = `${result.stdout}${result.stderr}`;
  const looked = gate.looked(output);
  const isGood = result.status === 0 && looked > 0;
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${gate.name}: ${String(looked)} files\n`);
  if (!isGood) process.stdout.write(gate.name === 'lint' ? readable(result.stdout) : complaints(output));
  return isGood;
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
process.exitCode = gates.map(run).every(Boolean) ? 0 : 1;
