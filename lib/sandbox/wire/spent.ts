import { cpuUsage, resourceUsage } from 'node:process';
import type { PathHandler } from './server.ts';
import type { FinishedCall } from './service.ts';

/** Where it is read over HTTP: GET tells, DELETE begins anew. */
export const SPENT_PATH = '/sandbox/spent';

interface Count {
  answered: number;
  readonly refused: Record<string, number>;
}

/** Counts the calls by operation, and what the sandbox's process has taken for them: what a measurement beside it must not count as the client's own. */
export class Spent {
  private calls = new Map<string, Count>();
  private since = cpuUsage();

  readonly note = ({ context, outcome }: FinishedCall): void => {
    const name = `${context.service}:${context.operation}`;
    const count = this.calls.get(name) ?? { answered: 0, refused: {} };
    this.calls.set(name, count);
    if (outcome.kind === 'answered') count.answered += 1;
    else count.refused[outcome.error.code] = (count.refused[outcome.error.code] ?? 0) + 1;
  };

  /** `{"calls":{"ec2:DescribeImages":{"answered":51,"refused":{}}},"cpuSeconds":0.7,"peakMb":390}` */
  readonly handler: PathHandler = (request, response) => {
    if (request.method === 'DELETE') {
      this.calls = new Map();
      this.since = cpuUsage();
      response.writeHead(204).end();
      return;
    }
    const { user, system } = cpuUsage(this.since);
    const spent = {
      calls: Object.fromEntries([...this.calls].sort(([one], [other]) => one.localeCompare(other))),
      cpuSeconds: (user + system) / 1e6,
      peakMb: resourceUsage().maxRSS / 1000,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(spent)}\n`);
  };
}
