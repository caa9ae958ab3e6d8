import type { AccountId, Region } from '../../model/ids.ts';
import { QUOTAS } from './quota-table.ts';

/** The values that accounts were given beyond AWS's defaults, by account, region and quota code. */
export class QuotaBook {
  private readonly values = new Map<string, number>();

  /** Null where AWS's default holds. */
  applied(account: AccountId, region: Region, code: string): number | null {
    return this.values.get(`${account}/${region}/${code}`) ?? null;
  }

  /** What holds: the applied value, or AWS's default. Throws for a code that is no EC2 quota of the sandbox. */
  value(account: AccountId, region: Region, code: string): number {
    const quota = QUOTAS['ec2']?.quotas.find((one) => one.code === code);
    if (quota === undefined) throw new Error(`there is no quota ${code}`);
    return this.applied(account, region, code) ?? quota.value;
  }

  /** Gives an account its own value, from now on; null goes back to AWS's default. */
  apply(account: AccountId, region: Region, code: string, value: number | null): void {
    const key = `${account}/${region}/${code}`;
    if (value === null) this.values.delete(key);
    else this.values.set(key, value);
  }
}
