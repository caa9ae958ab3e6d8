import { sqliteInventory } from '../../../../lib/local/sqlite-inventory.ts';
import { AccountId, ImageId, OrganizationId, Region, UnitId } from '../../../../lib/model/ids.ts';
import type { ImageFacts } from '../../../../lib/model/image.ts';
import type { KnownImage, KnownPlace } from '../../../../lib/model/inventory.ts';
import type { Organization, OrganizationAccount } from '../../../../lib/model/organization.ts';
import type { Principal } from '../../../../lib/model/principal.ts';
import { bare } from '../../../contract/inventory-samples.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { sweptAt } from '../../swept.ts';

const id = OrganizationId.parse('o-exampleorg1');
const unitOf = (unit: string) => UnitId.parse(unit);

export const everybody: Principal = { kind: 'public' };
export const account = (of: string): Principal => ({ kind: 'account', account: AccountId.parse(of) });
export const organization = (of: string): Principal => ({
  kind: 'organization',
  organization: OrganizationId.parse(of),
  arn: `arn:aws:organizations::123456789012:organization/${of}`,
});
export const unit = (of: string): Principal => ({
  kind: 'unit',
  organization: id,
  unit: unitOf(of),
  arn: `arn:aws:organizations::123456789012:ou/${id}/${of}`,
});

const member = (of: string, name: string, path: string, units: readonly string[]): OrganizationAccount => ({
  account: AccountId.parse(of),
  name,
  active: true,
  units: units.map(unitOf),
  path,
  tags: {},
});

/** Workloads with Prod below it, where web-prod is; golden-pipeline elsewhere. */
export const EXAMPLE: Organization = {
  id,
  managementAccount: AccountId.parse('123456789012'),
  observedAt: '2026-03-01T08:00:00.000Z',
  accounts: [
    member('111122223333', 'golden-pipeline', 'Root/Infrastructure', ['ou-ab12-infra001']),
    member('222233334444', 'web-prod', 'Root/Workloads/Prod', ['ou-ab12-prod0001', 'ou-ab12-workl001']),
  ],
  units: [
    { unit: unitOf('ou-ab12-infra001'), name: 'Infrastructure', path: 'Root/Infrastructure' },
    { unit: unitOf('ou-ab12-workl001'), name: 'Workloads', path: 'Root/Workloads' },
    { unit: unitOf('ou-ab12-prod0001'), name: 'Prod', path: 'Root/Workloads/Prod' },
  ],
};

const here = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };

/** An image of golden-pipeline, its id ending in `n`. `sharedWith`: null where nobody read it. */
export const image = (
  n: number,
  sharedWith: readonly Principal[] | null,
  facts: Partial<ImageFacts> = {},
): KnownImage => ({
  ref: { ...here, image: ImageId.parse(`ami-${n.toString(16).padStart(17, '0')}`) },
  facts: {
    image: {
      value: {
        ...bare,
        public: sharedWith?.some(({ kind }) => kind === 'public') ?? false,
        createdAt: '2026-02-01T10:00:00.000Z',
        ...facts,
      },
      readAt: '2026-03-01T09:00:00.000Z',
    },
    ...(sharedWith === null
      ? {}
      : { launchPermission: { value: sharedWith, readAt: '2026-03-01T08:30:00.000Z' } }),
  },
  firstSeen: '2026-03-01T09:00:00.000Z',
  createdBy: null,
  dirtySince: null,
  misses: 0,
});

/** golden-pipeline in us-east-1, swept at nine. */
export const swept = (change: Partial<KnownPlace> = {}): KnownPlace => ({
  place: here,
  guardrails: {},
  counts: [],
  limits: [],
  swept: sweptAt('2026-03-01T09:01:00.000Z', {
    startedAt: '2026-03-01T09:00:00.000Z',
    images: 3,
    added: 3,
    permissionsRead: 3,
    calls: { DescribeImages: 1 },
  }),
  sweeping: null,
  heardAt: '2026-03-01T09:01:00.000Z',
  ...change,
});

/** Writes an inventory into a file. */
export const writeInventory = async (
  path: string,
  known: {
    readonly images: readonly KnownImage[];
    readonly place?: KnownPlace;
    readonly organization?: Organization;
    readonly usage?: (n: number) => number;
    readonly days?: number;
  },
): Promise<void> => {
  const { inventory, close } = sqliteInventory({ path });
  for (const one of known.images) await inventory.putImage(one, 0);
  await inventory.putPlace(known.place ?? swept(), 0);
  if (known.organization !== undefined) await inventory.putOrganization(known.organization);
  const { usage, days = 0 } = known;
  if (usage !== undefined) {
    const samples = Array.from({ length: days }, (_, n) => ({
      quota: 'amis' as const,
      at: new Date(Date.parse('2026-03-01T09:00:00.000Z') - (days - 1 - n) * 86_400_000).toISOString(),
      used: usage(n),
      limit: 50_000,
    }));
    await inventory.noteUsage(here, samples);
  }
  close();
};

type Command = (raw: unknown, io: ReturnType<typeof capturedIo>['io'], now: Date) => Promise<number>;

/** Runs a command at ten o'clock. */
export const runAt10 = async (command: Command, flags: object) => {
  const { io, out, err } = capturedIo();
  const code = await command(flags, io, new Date('2026-03-01T10:00:00Z'));
  return { code, out: out(), err: err() };
};
