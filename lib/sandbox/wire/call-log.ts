import type { AccountId, Region } from '../../model/ids.ts';
import type { FinishedCall } from './service.ts';

/** One call that was answered or refused. `at` is ISO 8601 of the sandbox's time; `error` the code of a refusal. */
export interface LoggedCall {
  readonly service: string;
  readonly operation: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly caller: string;
  readonly at: string;
  readonly error: string | null;
}

/** The calls since the last `clear`, oldest first, at most the latest 100,000: for counting them in tests and benchmarks. */
export class CallLog {
  private static readonly limit = 100_000;
  private readonly calls: LoggedCall[] = [];

  readonly note = ({ context, outcome }: FinishedCall): void => {
    if (this.calls.length >= CallLog.limit) this.calls.splice(0, CallLog.limit / 10);
    this.calls.push({
      service: context.service,
      operation: context.operation,
      account: context.caller.account,
      region: context.region,
      caller: context.caller.arn,
      at: context.now.toISOString(),
      error: outcome.kind === 'refused' ? outcome.error.code : null,
    });
  };

  all(): readonly LoggedCall[] {
    return [...this.calls];
  }

  /** Those that have all of these members. */
  of(wanted: Partial<LoggedCall>): readonly LoggedCall[] {
    const members = Object.entries(wanted);
    return this.calls.filter((call) => members.every(([name, value]) => Reflect.get(call, name) === value));
  }

  clear(): void {
    this.calls.length = 0;
  }
}
