import type { ScanPolicy } from '../../app/estate/scan-policy.ts';
import type { Organization } from '../../model/organization.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { ScanOptions } from './options.ts';
import type { ScanReport } from './report.ts';
import { SHOWN } from './show.ts';

/** What is said before anything is looked at, a line each. */
export const openingLines = ({
  options,
  from,
  judged,
  problems,
  knowsMembers,
  organization,
  places,
}: {
  readonly options: ScanOptions;
  readonly from: string;
  readonly judged: ScanPolicy;
  readonly problems: readonly string[];
  readonly knowsMembers: boolean;
  readonly organization: Organization;
  readonly places: readonly AccountRegion[];
}): readonly string[] => {
  const accounts = new Set(places.map(({ account }) => account)).size;
  const suspended = options.org ? organization.accounts.filter(({ active }) => !active) : [];
  return [
    ...problems,
    ...(knowsMembers ? [] : ['shares with accounts, and with units of the organisation, are not judged']),
    `${counted(accounts, 'account')}, ${counted(places.length, 'account and region', 'accounts and regions')}; policy ${from}`,
    ...(suspended.length === 0
      ? []
      : [`suspended, and left out: ${suspended.map(({ account }) => account).join(', ')}`]),
    ...judged.unjudged.map(({ rule, why }) => `${rule} is not judged: ${why}`),
  ];
};

/** What is said when it is over, a line each. `brokeOff`: why it ended by itself. */
export const closingLines = (
  report: ScanReport,
  output: ScanOptions['output'],
  brokeOff: string | null,
): readonly string[] => {
  const { images, findings, notSeen, notSeenBesides, places, stopped } = report;
  const open = Object.values(report.open).reduce((sum, count) => sum + count, 0);
  const hidden = findings.length - SHOWN;
  const left = places.reduce((sum, { permissionsLeft }) => sum + permissionsLeft, 0);
  const calls = places.flatMap((place) => Object.values(place.calls)).reduce((sum, count) => sum + count, 0);
  const missing = notSeen.length + notSeenBesides;
  return [
    ...(output === 'table' && hidden > 0
      ? [
          `${String(SHOWN)} of ${String(findings.length)} findings are shown: --output csv, json or sarif has them all`,
        ]
      : []),
    `${counted(images, 'image')}, ${counted(open, 'finding')}; ${counted(calls, 'request')} of AWS`,
    ...(missing === 0 ? [] : [`${counted(missing, 'thing')} could not be seen: this is not the whole`]),
    ...(left === 0 ? [] : [`of ${counted(left, 'image')} nobody read yet who may launch them`]),
    ...(brokeOff === null ? [] : [brokeOff]),
    ...(stopped ? ['stopped: the same command goes on from here'] : []),
  ];
};

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;
