import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Tools of the Python world that tests use as third parties; `boto3` is a python that can import it. */
export type PythonTool = 'moto_server' | 'aws' | 'cfn-lint' | 'boto3';

interface Probe {
  readonly command: string;
  readonly args: readonly string[];
}

const PROBES: Readonly<Record<PythonTool, Probe>> = {
  moto_server: { command: 'moto_server', args: ['--help'] },
  aws: { command: 'aws', args: ['--version'] },
  'cfn-lint': { command: 'cfn-lint', args: ['--version'] },
  boto3: { command: 'python3', args: ['-c', 'import boto3'] },
};

const TOOLS = Object.keys(PROBES) as PythonTool[];

// Pinned versions; the virtual environment is made where git does not look.
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const VENV = join(import.meta.dirname, '..', '..', '.cache', 'venv');

const works = (command: string, { args }: Probe): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const found = new Map<PythonTool, string | null>();

/** The path of a tool: on the PATH, or in the virtual environment; null where it is in neither. */
export const pythonTool = (tool: PythonTool): string | null => {
  const known = found.get(tool);
  if (known !== undefined) return known;
  const probe = PROBES[tool];
  const inVenv = join(VENV, 'bin', probe.command);
  const path =
    [probe.command, ...(existsSync(inVenv) ? [inVenv] : [])].find((command) => works(command, probe)) ?? null;
  found.set(tool, path);
  return path;
};

const absentTools = (): readonly PythonTool[] => TOOLS.filter((tool) => pythonTool(tool) === null);

const run = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

/**
 * Installs the tools that are not on the PATH into the virtual environment, once for a whole run of the tests. Answers null
 * when all are there, else a sentence that names those that could not be had.
 */
export const bringPythonTools = (): string | null => {
  if (absentTools().length === 0) return null;
  const pip = join(VENV, 'bin', 'pip');
  if (existsSync(pip) || run('python3', '-m', 'venv', VENV))
    run(pip, 'install', '--quiet', '-r', REQUIREMENTS);
  found.clear();
  const absent = absentTools();
  if (absent.length === 0) return null;
  return `${absent.join(', ')} cannot be had here: neither on the PATH nor by pip install -r test/e2e/requirements.txt`;
};
