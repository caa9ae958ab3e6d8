import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStoreImageTaskCommand, ImportImageCommand } from '@aws-sdk/client-ec2';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugins } from '../../build/plugins.ts';
import { InstanceId } from '../../lib/model/ids.ts';
import type { ImageReader } from '../../lib/ports/images.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { IMAGE_FACTS } from '../../lib/model/subject-facts.ts';
import { account, frozenSandbox, hardened, region } from './frozen-sandbox.ts';
import type { sandboxMembers } from './sandbox-members.ts';
import { functionKeys } from './sandbox-keys.ts';

const ENTRY = `
  import { STSClient } from '@aws-sdk/client-sts';
  import { ec2Clients } from './lib/aws/ec2-clients.ts';
  import { ec2Images } from './lib/aws/ec2-images.ts';
  import { kmsClients } from './lib/aws/key-aliases.ts';
  import { memberCredentials } from './lib/aws/sessions.ts';
  import { quotaClients } from './lib/aws/share-quota.ts';
  export const create = ({ endpoint, clock, credentials }) => {
    const role = { roleName: 'ami-warden-reader', externalId: 'ami-warden-example', sessionName: 'bundled' };
    const sts = new STSClient({ endpoint, region: 'us-east-1', credentials });
    const settings = { credentials: memberCredentials({ sts, clock, ...role }), endpoint };
    const clients = ec2Clients(settings);
    return ec2Images({ clients, kms: kmsClients(settings), quotas: quotaClients(settings), clock });
  };
`;

interface Bundled {
  readonly create: (options: {
    readonly endpoint: string;
    readonly clock: ReturnType<typeof sandboxMembers>['clock'];
    readonly credentials: ReturnType<typeof functionKeys>;
  }) => ImageReader;
}

/** The adapters as a function's bundle holds them, without what of the SDK nobody names, beside the adapters as they are. */
describe('the adapters, bundled', () => {
  const world = frozenSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  let bundled: Bundled;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      minify: true,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      mainFields: ['module', 'main'],
      plugins: [...plugins],
      write: false,
    });
    const file = join(folder, 'bundled.cjs');
    writeFileSync(file, outputFiles[0]?.contents ?? '');
    bundled = createRequire(import.meta.url)(file) as Bundled;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const create = (): ImageReader =>
    bundled.create({
      endpoint: world.sandbox.endpoint,
      clock: world.clock,
      credentials: functionKeys(world.sandbox, 'guard'),
    });

  it('tell the same of an image', async () => {
    await world.ownerOf().send(new CreateStoreImageTaskCommand({ ImageId: hardened.image, Bucket: 'ours' }));
    const told = await create().observe(hardened, IMAGE_FACTS);
    expect(told).toEqual(await world.reader.observe(hardened, IMAGE_FACTS));
    expect(JSON.stringify(told)).not.toContain('"fault"');
  });

  it('tell the same of an instance, an account and an import', async () => {
    const instance = { account, region, instance: InstanceId.parse(SEED.instance) };
    const facts = ['instance', 'image'] as const;
    const told = await create().observeInstance(instance, null, facts);
    expect(told).toEqual(await world.reader.observeInstance(instance, null, facts));
    expect(told).toMatchObject({ state: { instance: { kind: 'known' }, image: { kind: 'known' } } });

    const rails = [
      'imageBlockPublicAccess',
      'snapshotBlockPublicAccess',
      'allowedImages',
      'ebsEncryption',
    ] as const;
    const place = { account, region };
    const guardrails = await create().observeAccountRegion(place, rails);
    expect(guardrails).toEqual(await world.reader.observeAccountRegion(place, rails));
    expect(rails.map((rail) => guardrails[rail]?.kind)).toEqual(rails.map(() => 'known'));

    const started = await world
      .ownerOf()
      .send(new ImportImageCommand({ DiskContainers: [{ Format: 'vmdk' }] }));
    world.clock.advance(3_000);
    const task = started.ImportTaskId ?? '';
    const imported = await create().importTask(account, region, task);
    expect(imported.kind).toBe('completed');
    expect(imported).toEqual(await world.reader.importTask(account, region, task));
  });

  it('tell the same of what is refused, by the same codes', async () => {
    for (const operation of ['DescribeSnapshotAttribute', 'ListAliases', 'GetAWSDefaultServiceQuota']) {
      world.sandbox.faults.deny({ operation, account });
    }
    const facts = ['snapshotSharing', 'keyAliases', 'shareQuota'] as const;
    const told = await create().observe(hardened, facts);
    expect(told).toEqual(await world.reader.observe(hardened, facts));
    expect(told).toMatchObject({
      state: {
        snapshotSharing: { code: 'UnauthorizedOperation' },
        keyAliases: { code: 'AccessDeniedException', retryable: false },
        shareQuota: { operation: 'GetAWSDefaultServiceQuota', code: 'AccessDeniedException' },
      },
    });
    world.sandbox.faults.failNext('ListAliases', 'NotFoundException', 2, 400);
    expect(await create().observe(hardened, ['keyAliases'])).toEqual(
      await world.reader.observe(hardened, ['keyAliases']),
    );
  });
});
