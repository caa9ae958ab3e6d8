import type { Organization } from '../../../model/organization.ts';
import { EXAMPLE_ESTATE } from '../../../sandbox/organization/example.ts';
import { SandboxOrganization } from '../../../sandbox/organization/organization.ts';

/** The organisation that the shipped policies and the sandbox speak of, as it stood at `now`. */
export const exampleOrganization = (now: Date): Organization => {
  const example = new SandboxOrganization(EXAMPLE_ESTATE);
  const pathOf = (parent: string): string => {
    const unit = example.unit(parent);
    return unit === null ? 'Root' : `${pathOf(unit.parent)}/${unit.name}`;
  };
  return {
    id: example.id,
    managementAccount: example.management,
    observedAt: now.toISOString(),
    units: example.units().map(({ unit, name }) => ({ unit, name, path: pathOf(unit) })),
    accounts: example.accounts().map(({ account, name, active, parent, tags }) => ({
      account,
      name,
      active,
      units: example.unitsAbove(account).map(({ unit }) => unit),
      path: pathOf(parent),
      tags,
    })),
  };
};
