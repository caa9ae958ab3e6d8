import { expect, test } from 'vitest';
import { runShares } from '../../../../lib/cli/shares/run.ts';
import { ownFolder } from '../../local/folder.ts';
import {
  account,
  everybody,
  EXAMPLE,
  image,
  organization,
  runAt10,
  unit,
  writeInventory,
} from './known-estate.ts';

const PROD = '222233334444';

const IMAGES = [
  image(1, [], { name: 'private' }),
  image(2, [account(PROD)], { name: 'by-account' }),
  image(3, [organization('o-exampleorg1')], { name: 'by-organization' }),
  image(4, [unit('ou-ab12-workl001')], { name: 'by-unit-above' }),
  image(5, [unit('ou-ab12-infra001')], { name: 'by-other-unit' }),
  image(6, [everybody, account('012345678901')], { name: 'everybody' }),
  image(7, [organization('o-partner1234')], { name: 'by-partner' }),
];

interface Shares {
  readonly shares: readonly { readonly name: string; readonly how: string; readonly by: readonly string[] }[];
}

const hows = async (whom: string): Promise<readonly string[]> => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: IMAGES, organization: EXAMPLE });
  const { out } = await runAt10(runShares, { with: whom, file: at('i.sqlite'), output: 'json' });
  return (JSON.parse(out) as Shares).shares.map(({ name, how, by }) => `${name} ${how} ${by.join(' ')}`);
};

test('an account is reached by its name, its organisation, the units above it, and by everybody', async () => {
  expect(await hows(PROD)).toEqual([
    'by-account named 222233334444',
    'by-organization covered o-exampleorg1',
    'by-unit-above covered ou-ab12-workl001',
    'everybody covered public',
  ]);
});

test('a unit is reached by the units above it; what names an account of it is a part', async () => {
  expect(await hows('Root/Workloads/Prod')).toEqual([
    'by-account part 222233334444',
    'by-organization covered o-exampleorg1',
    'by-unit-above covered ou-ab12-workl001',
    'everybody covered public',
  ]);
});

test('an organisation is reached by its name; its units and accounts are parts', async () => {
  expect(await hows('self')).toEqual([
    'by-account part 222233334444',
    'by-organization named o-exampleorg1',
    'by-unit-above part ou-ab12-workl001',
    'by-other-unit part ou-ab12-infra001',
    'everybody covered public',
  ]);
  expect(await hows('public')).toEqual(['everybody named public']);
});

test('of a stranger nobody knows to what organisation it belongs: said, and partial', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: IMAGES, organization: EXAMPLE });
  const answer = await runAt10(runShares, { with: '012345678901', file: at('i.sqlite') });
  expect(answer.code).toBe(3);
  expect(answer.err).toBe(
    '1 account and region, looked at 1h ago (2026-03-01T09:00:00.000Z)\n' +
      'who belongs to 012345678901, or what it belongs to, is not known: only what names it, and what is public\n',
  );
  expect(answer.out).toBe(
    [
      'IMAGE                  NAME       WHERE                   STATE      HOW       BY                    READ',
      'ami-00000000000000006  everybody  111122223333/us-east-1  available  names it  012345678901, public  1h ago',
      '',
    ].join('\n'),
  );
});

test('who may launch what of ours: by principal, with its name where it is ours', async () => {
  const at = ownFolder();
  const images = [...IMAGES, image(8, [account(PROD)]), image(9, null)];
  await writeInventory(at('i.sqlite'), { images, organization: EXAMPLE });
  const answer = await runAt10(runShares, { file: at('i.sqlite') });
  expect(answer.out).toBe(
    [
      'SHARED WITH       WHAT IT IS           OURS  IMAGES  OF ACCOUNTS',
      '222233334444      web-prod             yes   2       1',
      'o-exampleorg1     an organisation      yes   1       1',
      'ou-ab12-workl001  Root/Workloads       yes   1       1',
      'ou-ab12-infra001  Root/Infrastructure  yes   1       1',
      'public            everybody            no    1       1',
      '012345678901      an account           no    1       1',
      'o-partner1234     an organisation      no    1       1',
      '',
    ].join('\n'),
  );
  expect([answer.code, answer.err.split('\n')[1]]).toEqual([
    3,
    'of 1 image nobody read yet who may launch them',
  ]);
});

test('CSV has a line a share, and a public image is one though its launch permission was never read', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: [image(1, null, { public: true, name: '=cmd' })] });
  const answer = await runAt10(runShares, { with: PROD, file: at('i.sqlite'), output: 'csv' });
  expect(answer.out).toBe(
    'account,region,image,name,state,how,by,readAt\r\n' +
      "111122223333,us-east-1,ami-00000000000000001,'=cmd,available,covered,public,2026-03-01T09:00:00.000Z\r\n",
  );
});

test.each([
  [
    'nobody',
    '--with: "nobody": expected public, self, an account id, o-…, ou-…, or the path of a unit (Root/…)',
  ],
  ['self', "--with: self can't be told: the organisation was never read; `scan --org` reads it"],
])('%s is nobody', async (whom, problem) => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: [] });
  expect(await runAt10(runShares, { with: whom, file: at('i.sqlite') })).toEqual({
    code: 1,
    out: '',
    err: `ami-warden shares: ${problem}\n`,
  });
});

test('a path of the tree that is of no unit is said to be none', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: [], organization: EXAMPLE });
  const { code, err } = await runAt10(runShares, { with: 'Root/Nope', file: at('i.sqlite') });
  expect([code, err]).toEqual([
    1,
    `ami-warden shares: --with: Root/Nope: o-exampleorg1 has no such unit, as it was read at 2026-03-01T08:00:00.000Z\n`,
  ]);
});

test('where nothing is kept it says who looks', async () => {
  const at = ownFolder();
  const answer = await runAt10(runShares, { file: at('none.sqlite') });
  expect([answer.code, answer.err]).toEqual([
    1,
    `ami-warden shares: OpenInventory: NotFound: nothing is kept in ${at('none.sqlite')} yet: \`ami-warden scan\` looks\n`,
  ]);
});
