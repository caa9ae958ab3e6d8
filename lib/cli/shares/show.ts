import type { How } from '../../app/estate/reach.ts';
import type { PrincipalUse, SharedImage } from '../../app/estate/shares.ts';
import type { Organization } from '../../model/organization.ts';
import type { Principal } from '../../model/principal.ts';
import { accountIn } from '../../policy/membership.ts';
import { ageText } from '../../render/age-text.ts';
import type { SweptPlace } from '../estate/how-old.ts';
import { principalWord } from '../../model/principal.ts';
import { csvText } from '../output/csv.ts';
import { jsonText } from '../output/json.ts';
import type { Forms } from '../output/show.ts';
import { table } from '../output/table.ts';

interface Known {
  readonly unknown: number;
  readonly swept: readonly SweptPlace[];
  readonly organization: Organization | null;
}

/** The images that somebody may launch, in each form. */
export const shareForms = (
  {
    whom,
    shared,
    unknown,
    knowsMembers,
    swept,
    organization,
  }: Known & {
    readonly whom: string;
    readonly shared: readonly SharedImage[];
    readonly knowsMembers: boolean;
  },
  now: Date,
): Forms<'table' | 'json' | 'csv'> => {
  const rows = shared.map((one) => ({
    account: one.image.ref.account,
    region: one.image.ref.region,
    image: one.image.ref.image,
    name: one.image.facts.image?.value.name ?? null,
    state: one.image.facts.image?.value.state ?? null,
    how: one.reaches[0]?.how ?? 'named',
    by: one.reaches.map(({ principal }) => principalWord(principal)),
    readAt: one.readAt,
  }));
  return {
    table: (screen) =>
      rows.length === 0
        ? ''
        : table(
            ['image', 'name', 'where', 'state', 'how', 'by', 'read'],
            rows.map((row) => [
              { text: row.image, tone: 'label' },
              row.name ?? '-',
              `${row.account}/${row.region}`,
              row.state ?? '?',
              { text: WORDS[row.how], tone: row.by.includes('public') ? 'bad' : 'none' },
              row.by.join(', '),
              row.readAt === null ? '?' : ageText(row.readAt, now),
            ]),
            screen,
          ),
    json: () =>
      jsonText({
        with: whom,
        shares: rows,
        unknown,
        knowsMembers,
        organization: told(organization),
        places: swept,
      }),
    csv: () =>
      csvText(
        ['account', 'region', 'image', 'name', 'state', 'how', 'by', 'readAt'],
        rows.map((row) => [
          row.account,
          row.region,
          row.image,
          row.name,
          row.state,
          row.how,
          row.by.join(' '),
          row.readAt,
        ]),
      ),
  };
};

const WORDS: Readonly<Record<How, string>> = {
  named: 'names it',
  covered: 'covers it',
  part: 'a part of it',
};

/** Whom images are shared with, in each form. */
export const principalForms = ({
  uses,
  unknown,
  swept,
  organization,
}: Known & { readonly uses: readonly PrincipalUse[] }): Forms<'table' | 'json' | 'csv'> => {
  const rows = uses.map(({ principal, images }) => ({
    principal: principalWord(principal),
    kind: principal.kind,
    name: nameOf(principal, organization),
    ours: isOurs(principal, organization),
    images: images.length,
    owners: new Set(images.map(({ account }) => account)).size,
  }));
  return {
    table: (screen) =>
      rows.length === 0
        ? ''
        : table(
            ['shared with', 'what it is', 'ours', 'images', 'of accounts'],
            rows.map((row) => [
              { text: row.principal, tone: row.kind === 'public' ? 'bad' : 'label' },
              row.name ?? KINDS[row.kind],
              OURS[String(row.ours)] ?? '?',
              String(row.images),
              String(row.owners),
            ]),
            screen,
          ),
    json: () => jsonText({ principals: rows, unknown, organization: told(organization), places: swept }),
    csv: () =>
      csvText(
        ['principal', 'kind', 'name', 'ours', 'images', 'owners'],
        rows.map((row) => [row.principal, row.kind, row.name, row.ours, row.images, row.owners]),
      ),
  };
};

const KINDS: Readonly<Record<Principal['kind'], string>> = {
  public: 'everybody',
  account: 'an account',
  organization: 'an organisation',
  unit: 'a unit',
};

const OURS: Readonly<Record<string, string>> = { true: 'yes', false: 'no', null: '?' };

/** Null as long as the organisation was never read. */
const isOurs = (principal: Principal, organization: Organization | null): boolean | null => {
  if (principal.kind === 'public') return false;
  if (organization === null) return null;
  if (principal.kind === 'account') {
    return (
      principal.account === organization.managementAccount ||
      accountIn(organization, principal.account) !== null
    );
  }
  return principal.organization === organization.id;
};

const nameOf = (principal: Principal, organization: Organization | null): string | null => {
  if (organization === null) return null;
  if (principal.kind === 'account') return accountIn(organization, principal.account)?.name ?? null;
  if (principal.kind !== 'unit') return null;
  return organization.units.find(({ unit }) => unit === principal.unit)?.path ?? null;
};

const told = (organization: Organization | null): object | null =>
  organization && { id: organization.id, observedAt: organization.observedAt };
