import type { AccountId, OrganizationId, Region, UnitId } from '../../model/ids.ts';
import type { Estate, EstateAccount, EstateUnit, ForeignOrganization } from './estate.ts';

/** Which organisation and units an account belongs to, as ARNs that a launch permission can name. */
export interface Membership {
  readonly organization: OrganizationId;
  readonly organizationArn: string;
  readonly unitArns: readonly string[];
}

/** The organisation as it stands: begins as an estate, and can be changed while the sandbox runs. */
export class SandboxOrganization {
  readonly id: OrganizationId;
  readonly root: string;
  readonly management: AccountId;
  readonly hub: AccountId;
  readonly delegated: Set<AccountId>;
  readonly regions: readonly Region[];
  private readonly members: Map<string, EstateAccount>;
  private readonly byUnit: Map<string, EstateUnit>;
  private readonly foreign: readonly ForeignOrganization[];

  constructor(estate: Estate) {
    this.id = estate.id;
    this.root = estate.root;
    this.management = estate.management;
    this.hub = estate.hub;
    this.delegated = new Set(estate.delegated);
    this.regions = estate.regions;
    this.members = new Map(estate.accounts.map((member) => [member.account, member]));
    this.byUnit = new Map(estate.units.map((unit) => [unit.unit, unit]));
    this.foreign = estate.foreign;
  }

  get arn(): string {
    return `arn:aws:organizations::${this.management}:organization/${this.id}`;
  }

  accounts(): readonly EstateAccount[] {
    return [...this.members.values()];
  }

  units(): readonly EstateUnit[] {
    return [...this.byUnit.values()];
  }

  account(id: string): EstateAccount | null {
    return this.members.get(id) ?? null;
  }

  unit(id: string): EstateUnit | null {
    return this.byUnit.get(id) ?? null;
  }

  unitArn(unit: UnitId): string {
    return `arn:aws:organizations::${this.management}:ou/${this.id}/${unit}`;
  }

  /** The units above an account, nearest first; none for a stranger. */
  unitsAbove(account: string): readonly EstateUnit[] {
    const above: EstateUnit[] = [];
    let unit = this.unit(this.account(account)?.parent ?? '');
    while (unit !== null) {
      above.push(unit);
      unit = this.unit(unit.parent);
    }
    return above;
  }

  /** Null for an account of no organisation that is known here. */
  membership(account: string): Membership | null {
    if (this.members.has(account)) {
      const unitArns = this.unitsAbove(account).map(({ unit }) => this.unitArn(unit));
      return { organization: this.id, organizationArn: this.arn, unitArns };
    }
    const other = this.foreign.find(({ accounts }) => accounts.some((member) => member === account));
    if (other === undefined) return null;
    const organizationArn = `arn:aws:organizations::${other.management}:organization/${other.id}`;
    return { organization: other.id, organizationArn, unitArns: [] };
  }

  /** Adds an account, or puts another in its place: moved, renamed, retagged, suspended. */
  putAccount(account: EstateAccount): void {
    if (account.parent !== this.root && !this.byUnit.has(account.parent)) {
      throw new Error(`${account.parent} is neither the root nor a unit of ${this.id}`);
    }
    this.members.set(account.account, account);
  }

  removeAccount(account: AccountId): void {
    this.members.delete(account);
  }

  putUnit(unit: EstateUnit): void {
    this.byUnit.set(unit.unit, unit);
  }
}
