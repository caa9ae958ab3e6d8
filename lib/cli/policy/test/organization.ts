import * as z from 'zod';
import { AccountId, OrganizationId, UnitId } from '../../../model/ids.ts';
import type { Organization, OrganizationAccount, OrganizationUnit } from '../../../model/organization.ts';
import { checkSchema } from '../../../policy/source/check-schema.ts';
import { readYaml } from '../../../policy/source/read-yaml.ts';
import { account, mapping, sentence, text } from '../../../policy/source/schema/words.ts';
import { listProblems, locate, type Problem, type SourceFile } from '../../../policy/source/source-file.ts';

const path = text('the path of a unit, such as Root/Workloads', /^Root(?:\/[^/@]+)+$/);
const place = text('Root, or the path of a unit, such as Root/Workloads', /^Root(?:\/[^/@]+)*$/);

const Document = mapping({
  id: text('an organisation id (o-…)', /^o-[a-z0-9]{10,32}$/),
  managementAccount: account,
  units: z
    .record(path, text('the id of a unit (ou-…)', /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/), {
      error: 'expected a mapping of paths to ids',
    })
    .default({}),
  accounts: z.record(
    account,
    mapping({
      name: sentence.optional(),
      ou: place.optional(),
      tags: z.record(z.string(), z.string({ error: 'expected text (numbers in quotes)' })).optional(),
    }),
    { error: 'expected a mapping of account ids to what they are' },
  ),
});

/** An organisation as a file tells it, as it stood at `now`; or every mistake in it as `file:line:column: …`. */
export const readOrganization = (
  file: SourceFile,
  now: Date,
):
  | { readonly ok: true; readonly organization: Organization }
  | { readonly ok: false; readonly problems: readonly string[] } => {
  const refuse = (problems: readonly Problem[]) => ({
    ok: false as const,
    problems: listProblems(problems, [file]),
  });
  const { root, problems } = readYaml(file);
  if (root === null) return refuse(problems);
  const checked = checkSchema(Document, root, []);
  if (checked.value === null || problems.length > 0) return refuse([...problems, ...checked.problems]);

  const { id, managementAccount, units, accounts } = checked.value;
  const missing = missingParents(Object.keys(units), Object.entries(accounts)).map(
    ({ at, parent }): Problem => ({
      at: (locate(root, at) ?? root).keyAt,
      message: `unit \`${parent}\` is not among units: expected it with its id`,
    }),
  );
  if (missing.length > 0) return refuse(missing);
  return {
    ok: true,
    organization: {
      id: OrganizationId.parse(id),
      managementAccount: AccountId.parse(managementAccount),
      observedAt: now.toISOString(),
      units: Object.entries(units).map(([unitPath, unit]): OrganizationUnit => ({
        unit: UnitId.parse(unit),
        name: unitPath.split('/').at(-1) ?? unitPath,
        path: unitPath,
      })),
      accounts: Object.entries(accounts).map(
        ([number, { name, ou = 'Root', tags }]): OrganizationAccount => ({
          account: AccountId.parse(number),
          name: name ?? number,
          active: true,
          units: above(ou).map((ancestor) => UnitId.parse(units[ancestor])),
          path: ou,
          tags: tags ?? {},
        }),
      ),
    },
  };
};

/** A unit with the units above it, nearest first, the root left out. */
const above = (unitPath: string): readonly string[] => {
  const parts = unitPath.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - index).join('/'));
};

const missingParents = (
  known: readonly string[],
  accounts: readonly (readonly [string, { readonly ou?: string | undefined }])[],
): readonly { readonly at: readonly string[]; readonly parent: string }[] => {
  const named = [
    ...known.map((unitPath) => ({ at: ['units', unitPath], of: above(unitPath) })),
    ...accounts.map(([number, { ou }]) => ({ at: ['accounts', number, 'ou'], of: above(ou ?? 'Root') })),
  ];
  return named.flatMap(({ at, of }) =>
    of.filter((parent) => !known.includes(parent)).map((parent) => ({ at, parent })),
  );
};
