import { type DeployedPlace, isAmiss } from '../../app/permissions/deployment.ts';
import { isTrouble } from '../../model/coverage.ts';
import type { DeployedPart } from '../../ports/member-looks.ts';
import { jsonText } from '../output/json.ts';
import type { Forms } from '../output/show.ts';
import { table, type Cell } from '../output/table.ts';

/** How a deployment stands, place by place, in each form. */
export const deploymentForms = (places: readonly DeployedPlace[]): Forms<'table' | 'json'> => ({
  table: (screen) =>
    places.length === 0
      ? ''
      : table(
          ['where', 'state', 'reader role', 'writer role', 'event rules', 'last heard', 'last swept', 'why'],
          places.map(rowOf),
          screen,
        ),
  json: () => jsonText(places),
});

const rowOf = (deployed: DeployedPlace): readonly Cell[] => {
  const { place, coverage, readerRole, writerRole, rules } = deployed;
  const parts = [readerRole, writerRole, rules].flatMap((part) => (part.kind === 'missing' ? part.why : []));
  const says = isTrouble(coverage.status) || coverage.status === 'waiting';
  const whys = new Set([...(says ? [coverage.why] : []), ...parts]);
  return [
    { text: place, tone: 'label' },
    { text: coverage.status, tone: isAmiss(deployed) ? 'bad' : 'good' },
    cellOf(readerRole),
    cellOf(writerRole),
    cellOf(rules),
    coverage.heardAt?.replace(/\.\d+Z$/, 'Z') ?? 'never',
    coverage.sweptAt?.replace(/\.\d+Z$/, 'Z') ?? 'never',
    whys.size === 0 ? '-' : [...whys].join('; '),
  ];
};

const cellOf = ({ kind }: DeployedPart): Cell => {
  switch (kind) {
    case 'there':
      return { text: 'there', tone: 'good' };
    case 'missing':
      return { text: 'missing', tone: 'bad' };
    case 'unwanted':
      return { text: '-', tone: 'quiet' };
    case 'unknown':
      return { text: '?', tone: 'quiet' };
  }
};
