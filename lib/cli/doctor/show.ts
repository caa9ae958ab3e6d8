import type { CheckedNeed } from '../../app/permissions/check-needs.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { MayDo } from '../../ports/permissions.ts';
import type { Tone } from '../../render/paint.ts';
import { jsonText } from '../output/json.ts';
import type { Forms } from '../output/show.ts';
import { table, type Cell } from '../output/table.ts';

/** What somebody may do for what, in each form. */
export const permissionForms = ({
  arn,
  place,
  from,
  needs,
  missing,
  unknown,
}: {
  readonly arn: string;
  readonly place: AccountRegion;
  readonly from: string;
  readonly needs: readonly CheckedNeed[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}): Forms<'table' | 'json'> => ({
  table: (screen) => table(['for', 'answer', 'missing or not known', 'known by'], needs.map(rowOf), screen),
  json: () => jsonText({ caller: arn, ...place, policy: from, needs, missing, unknown }),
});

const rowOf = ({ of, actions }: CheckedNeed): readonly Cell[] => {
  const amiss = actions.filter(({ mayDo }) => mayDo.kind !== 'allowed');
  const kind = kindOf(actions.map(({ mayDo }) => mayDo));
  const ways = new Set(actions.flatMap(({ mayDo }) => (mayDo.kind === 'unknown' ? [] : mayDo.by)));
  return [
    { text: of, tone: 'label' },
    { text: WORDS[kind], tone: TONES[kind] },
    amiss.length === 0 ? '-' : reasonsOf(amiss),
    ways.size === 0 ? '-' : [...ways].toSorted().join(', '),
  ];
};

/** Each reason once, behind the actions that it is given for. */
const reasonsOf = (amiss: CheckedNeed['actions']): string => {
  const byWhy = Map.groupBy(amiss, ({ mayDo }) => whyOf(mayDo));
  return [...byWhy]
    .map(([why, actions]) => `${actions.map(({ action }) => action).join(', ')} (${why})`)
    .join('; ');
};

const whyOf = (mayDo: MayDo): string => (mayDo.kind === 'allowed' ? '' : mayDo.why);

const kindOf = (answers: readonly MayDo[]): MayDo['kind'] => {
  const kinds = answers.map(({ kind }) => kind);
  if (kinds.includes('denied')) return 'denied';
  return kinds.includes('unknown') ? 'unknown' : 'allowed';
};

const WORDS: Readonly<Record<MayDo['kind'], string>> = {
  allowed: 'all there',
  denied: 'missing',
  unknown: 'not known',
};

const TONES: Readonly<Record<MayDo['kind'], Tone>> = {
  allowed: 'good',
  denied: 'bad',
  unknown: 'attention',
};
