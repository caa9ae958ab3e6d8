import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readInventory } from '../../../../lib/cli/inventory-file/read.ts';
import { writeInventory } from '../../../../lib/cli/sandbox/inventory.ts';
import { attachService } from '../../../../lib/cli/sandbox/service.ts';
import { subjectKind } from '../../../../lib/model/subject.ts';
import { startSandbox } from '../../../../lib/sandbox/sandbox.ts';
import { folderOf } from '../policy/folder.ts';

test('the estate is written as an inventory that can be read: the organisation, and every subject with all of its facts', async () => {
  const path = folderOf({});
  const sandbox = await startSandbox();
  try {
    const guard = attachService(sandbox, { note: () => undefined });
    const count = await writeInventory(path('inventory.jsonl'), sandbox, guard);
    const entries = [];
    for await (const some of readInventory(path('inventory.jsonl'), Readable.from([]))) entries.push(...some);

    expect(entries.filter(({ kind }) => kind === 'bad')).toEqual([]);
    const [first, ...rest] = entries;
    expect(first).toMatchObject({ kind: 'organization', organization: { id: 'o-exampleorg1' } });
    const tags =
      first?.kind === 'organization'
        ? first.organization.accounts.map(({ name, tags: of }) => [name, of])
        : [];
    expect(tags).toContainEqual(['web-prod', { env: 'prod' }]);
    const states = rest.flatMap((entry) => (entry.kind === 'subject' ? [entry.state] : []));
    expect(states).toHaveLength(count);
    // Seven accounts in three regions.
    expect(states.filter(({ ref }) => subjectKind(ref) === 'account-region')).toHaveLength(21);
    const image = states.find(({ ref }) => 'image' in ref && ref.image === 'ami-0aaaaaaaaaaaaaa01');
    expect(image).toMatchObject({
      ref: { account: '111122223333', region: 'us-east-1' },
      image: { kind: 'known', value: { state: 'available', public: false } },
      launchPermission: { kind: 'known' },
      snapshots: { kind: 'known' },
      snapshotSharing: { kind: 'known' },
      references: { kind: 'known' },
      exports: { kind: 'known' },
      shareQuota: { kind: 'known', value: 1000 },
    });
  } finally {
    await sandbox.close();
  }
});
