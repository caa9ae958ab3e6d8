import { launchersOf } from '../../app/estate/known-images.ts';
import type { KnownImage } from '../../model/inventory.ts';
import { ageText } from '../../render/age-text.ts';
import { principalWord } from '../../model/principal.ts';
import { sharedText } from '../estate/shared-text.ts';
import { csvRows, csvText } from '../output/csv.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';

/** An image as it is listed. Null: not known. */
export interface ImageRow {
  readonly account: string;
  readonly region: string;
  readonly image: string;
  readonly name: string | null;
  readonly state: string | null;
  readonly createdAt: string | null;
  readonly encrypted: boolean | null;
  /** Null where nobody read it. */
  readonly sharedWith: readonly string[] | null;
  readonly public: boolean | null;
  readonly createdBy: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly firstSeen: string;
  /** When the list of images told of it, and when its launch permission was read. */
  readonly readAt: string | null;
  readonly sharesReadAt: string | null;
  readonly missed: number;
  readonly doubtedSince: string | null;
}

/** What is to be told of an image. */
export const rowOf = (known: KnownImage): ImageRow => {
  const { ref, facts, firstSeen, createdBy, misses, dirtySince } = known;
  const image = facts.image?.value;
  const { principals, isWhole } = launchersOf(known);
  const disks = image?.devices.filter((device) => device.kind === 'ebs') ?? [];
  return {
    account: ref.account,
    region: ref.region,
    image: ref.image,
    name: image?.name ?? null,
    state: image?.state ?? null,
    createdAt: image?.createdAt ?? null,
    encrypted: image === undefined ? null : disks.every(({ encrypted }) => encrypted === true),
    sharedWith: isWhole ? principals.map(principalWord) : null,
    public: image?.public ?? (isWhole ? principals.some(({ kind }) => kind === 'public') : null),
    createdBy: createdBy?.name ?? null,
    tags: image?.tags ?? {},
    firstSeen,
    readAt: facts.image?.readAt ?? null,
    sharesReadAt: facts.launchPermission?.readAt ?? null,
    missed: misses,
    doubtedSince: dirtySince,
  };
};

/** For people: a line an image. */
export const imageTable = (images: readonly KnownImage[], now: Date, screen: Screen): string =>
  table(
    ['image', 'name', 'where', 'state', 'shared with', 'created', 'read'],
    images.map((known) => {
      const row = rowOf(known);
      const { principals, isWhole } = launchersOf(known);
      return [
        { text: row.image, tone: 'label' as const },
        row.name ?? '-',
        `${row.account}/${row.region}`,
        row.missed > 0 ? { text: 'not seen lately', tone: 'attention' as const } : (row.state ?? '?'),
        {
          text: sharedText(principals, isWhole),
          tone: row.public === true ? ('bad' as const) : ('none' as const),
        },
        row.createdAt?.slice(0, 10) ?? '?',
        row.readAt === null ? '?' : ageText(row.readAt, now),
      ];
    }),
    screen,
  );

const CSV_HEAD = [
  'account',
  'region',
  'image',
  'name',
  'state',
  'createdAt',
  'encrypted',
  'public',
  'sharedWith',
  'createdBy',
  'tags',
  'firstSeen',
  'readAt',
  'sharesReadAt',
] as const;

const csvCells = (row: ImageRow) =>
  CSV_HEAD.map((name) => {
    if (name === 'sharedWith') return row.sharedWith?.join(' ') ?? null;
    if (name === 'tags') {
      return Object.entries(row.tags)
        .map((pair) => pair.join('='))
        .join(' ');
    }
    return row[name];
  });

/** Rows as CSV, under their head or below others. */
export const imageCsv = (rows: readonly ImageRow[], isFirst: boolean): string =>
  isFirst ? csvText(CSV_HEAD, rows.map(csvCells)) : csvRows(rows.map(csvCells));
