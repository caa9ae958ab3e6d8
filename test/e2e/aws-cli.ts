import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pythonTool } from './python.ts';

const python = pythonTool('boto3');

/** Whether the AWS CLI can be imported by the python that there is; tests that need it are skipped, and counted, where it cannot. */
export const hasAwsCli =
  python !== null && spawnSync(python, ['-c', 'import awscli.clidriver'], { stdio: 'ignore' }).status === 0;

// The CLI's own driver, one process for all commands and one driver for each caller: starting python anew, and reading what
// services there are, would take most of the time.
const DRIVER = `
import contextlib, io, json, os, sys
from awscli.clidriver import create_clidriver
drivers = {}
for line in sys.stdin:
    asked = json.loads(line)
    os.environ.update(asked["env"])
    caller = json.dumps(asked["env"], sort_keys=True)
    driver = drivers.get(caller) or drivers.setdefault(caller, create_clidriver())
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(asked["args"])
        except SystemExit as end:
            code = end.code
    print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}), flush=True)
`;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The AWS CLI at an endpoint, as the operator of an account. */
export interface AwsCli {
  /** Answers what the command printed, as JSON; null when it printed nothing. Rejects with what it said on an error. */
  readonly run: (account: string, region: string, ...args: readonly string[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export const startAwsCli = (endpoint: string): AwsCli => {
  const child = spawn(python ?? 'python3', ['-c', DRIVER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    run: async (account, region, ...args) => {
      const env = {
        AWS_ACCESS_KEY_ID: account,
        AWS_SECRET_ACCESS_KEY: 'any',
        AWS_DEFAULT_REGION: region,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
      };
      const asked = { env, args: ['--endpoint-url', endpoint, '--output', 'json', ...args] };
      child.stdin.write(`${JSON.stringify(asked)}\n`);
      const { value } = await lines.next();
      const { code, out, err } = JSON.parse(String(value)) as Ended;
      if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${err.trim()}`);
      return out.trim() === '' ? null : (JSON.parse(out) as unknown);
    },
    close: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};
