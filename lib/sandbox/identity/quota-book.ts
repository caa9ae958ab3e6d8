import type { AccountId, Region } from '../../model/ids.ts';
import { QUOTAS } from './quota-table.ts';

/** The values that accounts were given beyond AWS's defaults, by account, region and quota code. */
export class QuotaBook {
  private readonly values = new Map<string, number>();

  /** Null where AWS's default holds. */
  applied(account: AccountId, region: Region, code: string): number | null {
    return this.values.get(`${account}/${region}/${code}`) ?? null;
  }

  /** The quotas on images, as they hold. */
  imageQuotas(
    account: AccountId,
    region: Region,
  ): { readonly images: number; readonly publicImages: number; readonly sharesPerImage: number } {
    return {
      images: this.value(account, region, 'L-B665C33B'),
      publicImages: this.value(account, region, 'L-0E3CBAB9'),
      sharesPerImage: this.value(account, region, 'L-70015FFA'),
    };
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
