import { expect, test } from 'vitest';
import { listing } from '../../../../lib/cli/inventory/listing.ts';
import { runInventory } from '../../../../lib/cli/inventory/run.ts';
import { ownFolder } from '../../local/folder.ts';
import { capturedIo } from '../policy/captured-io.ts';
import {
  account,
  everybody,
  EXAMPLE,
  image,
  organization,
  runAt10,
  swept,
  writeInventory,
} from './known-estate.ts';

const IMAGES = [
  image(1, [], { name: 'base-1', tags: { Owner: 'a', env: 'prod' }, state: 'disabled' }),
  image(2, [everybody], { name: 'web-1', tags: { Owner: 'b' } }),
  image(3, null, { name: 'web-2', tags: {} }),
  image(4, ['222233334444', '333344445555', '444455556666', '555566667777', '666677778888'].map(account), {
    name: 'wide',
  }),
  image(5, [organization('o-exampleorg1')], { name: 'ours', tags: { env: 'dev' } }),
];

const ids = async (flags: object): Promise<readonly string[]> => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: IMAGES, organization: EXAMPLE });
  const { out } = await runAt10(runInventory, { ...flags, file: at('i.sqlite'), output: 'jsonl' });
  return out.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as { name: string }).name));
};

test('a table of images, with what is not known as such, and how old it is', async () => {
  const at = ownFolder();
  const place = swept();
  await writeInventory(at('i.sqlite'), {
    images: IMAGES,
    place: { ...place, swept: place.swept && { ...place.swept, permissionsLeft: 1 } },
  });
  const { code, out, err } = await runAt10(runInventory, { file: at('i.sqlite') });
  expect(out).toBe(
    [
      'IMAGE                  NAME    WHERE                   STATE      SHARED WITH                                       CREATED     READ',
      'ami-00000000000000001  base-1  111122223333/us-east-1  disabled   -                                                 2026-02-01  1h ago',
      'ami-00000000000000002  web-1   111122223333/us-east-1  available  public                                            2026-02-01  1h ago',
      'ami-00000000000000003  web-2   111122223333/us-east-1  available  ?                                                 2026-02-01  1h ago',
      'ami-00000000000000004  wide    111122223333/us-east-1  available  222233334444, 333344445555, 444455556666, 2 more  2026-02-01  1h ago',
      'ami-00000000000000005  ours    111122223333/us-east-1  available  o-exampleorg1                                     2026-02-01  1h ago',
      '',
    ].join('\n'),
  );
  expect([code, err]).toEqual([
    0,
    '5 images\n' +
      '1 account and region, looked at 1h ago (2026-03-01T09:00:00.000Z)\n' +
      'not all of it could be seen: 111122223333/us-east-1\n' +
      'of 1 nobody read yet who may launch them\n',
  ]);
});

test.each<[object, readonly string[]]>([
  [{ tag: ['Owner'] }, ['base-1', 'web-1']],
  [{ tag: ['Owner', 'env=prod'] }, ['base-1']],
  [{ tag: ['env=dev'] }, ['ours']],
  [{ name: 'web-*' }, ['web-1', 'web-2']],
  [{ image: 'ami-00000000000000004' }, ['wide']],
  [{ sharedWith: '222233334444' }, ['web-1', 'wide', 'ours']],
  [{ sharedWith: 'public' }, ['web-1']],
  [{ account: '222233334444' }, []],
  [{ region: 'us-east-1', name: 'b*' }, ['base-1']],
])('%j leaves %j', async (flags, names) => {
  expect(await ids(flags)).toEqual(names);
});

test('asking who may launch what, where that was not read of all, is partial', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: IMAGES });
  const { code } = await runAt10(runInventory, { sharedWith: '012345678901', file: at('i.sqlite') });
  expect(code).toBe(3);
});

test('json is a list, also of nothing; csv has its head', async () => {
  const at = ownFolder();
  await writeInventory(at('i.sqlite'), { images: [image(1, [everybody], { name: 'x', tags: { a: '1' } })] });
  const run = (output: string, name = 'x') => runAt10(runInventory, { file: at('i.sqlite'), output, name });
  expect(JSON.parse((await run('json')).out)).toEqual([
    {
      account: '111122223333',
      region: 'us-east-1',
      image: 'ami-00000000000000001',
      name: 'x',
      state: 'available',
      createdAt: '2026-02-01T10:00:00.000Z',
      encrypted: true,
      sharedWith: ['public'],
      public: true,
      createdBy: null,
      tags: { a: '1' },
      firstSeen: '2026-03-01T09:00:00.000Z',
      readAt: '2026-03-01T09:00:00.000Z',
      sharesReadAt: '2026-03-01T08:30:00.000Z',
      missed: 0,
      doubtedSince: null,
    },
  ]);
  expect((await run('json', 'none')).out).toBe('[]\n');
  expect((await run('csv', 'none')).out).toBe(
    'account,region,image,name,state,createdAt,encrypted,public,sharedWith,createdBy,tags,firstSeen,readAt,sharesReadAt\r\n',
  );
});

test('however many pages there are, none leaves anything behind on stdout', async () => {
  const { io } = capturedIo();
  const out = listing('jsonl', io, new Date());
  const left: number[] = [];
  for (let page = 0; page < 30; page += 1) {
    await out.add([image(page, [])]);
    left.push(io.stdout.listenerCount('error'));
  }
  await out.end();
  expect(Math.max(...left)).toBe(0);
});
