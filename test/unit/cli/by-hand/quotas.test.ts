import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ListRequestedServiceQuotaChangeHistoryCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamoInventory } from '../../../../lib/aws/dynamo-inventory.ts';
import { runRemediate } from '../../../../lib/cli/remediate/run.ts';
import { sqliteInventory } from '../../../../lib/local/sqlite-inventory.ts';
import type { Inventory } from '../../../../lib/ports/inventory.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { emptyPlace } from '../../../../lib/model/known-place.ts';
import type { AccountRegion } from '../../../../lib/model/subject.ts';
import { HUB, handWorld, OWNER, STACK } from './hand-world.ts';

const PLACE = `${OWNER}/us-east-1`;
const HERE = { account: AccountId.parse(OWNER), region: Region.parse('us-east-1') };
const POLICY = `version: 1
name: by-hand
mode: notify
rules:
  quota:
    watch: { amis: { warn: 70%, critical: 90% } }
    remediate: { action: request-quota-increase, approval: manual }
`;

const world = handWorld(POLICY);
beforeEach(() => {
  world.fresh(POLICY);
});

const remediate = () =>
  world.run(runRemediate, [PLACE], { policy: [world.at('policy.yaml')], rule: 'quota' }, { says: 'yes' });

/** What a scan, or a sweep of the service, has counted. */
const keepCount = async (
  inventory: Inventory,
  used: number,
  at: AccountRegion = HERE,
  limit = 50_000,
): Promise<void> => {
  const countedAt = '2026-11-02T08:00:00.000Z';
  const place = emptyPlace(at);
  const { version } = await inventory.place(place.place);
  await inventory.putPlace(
    {
      ...place,
      counts: [
        { quota: 'amis', used, countedAt },
        { quota: 'public-amis', used: 0, countedAt },
      ],
      limits: [
        { quota: 'amis', limit, origin: 'default', readAt: countedAt },
        { quota: 'public-amis', limit: 5, origin: 'default', readAt: countedAt },
      ],
    },
    version,
  );
};

const counted = async (used: number): Promise<void> => {
  const { inventory, close } = sqliteInventory({ path: world.at('state/ami-warden/journal.sqlite') });
  await keepCount(inventory, used);
  close();
};

const asked = async (region = 'us-east-1'): Promise<readonly unknown[]> => {
  const client = new ServiceQuotasClient({
    endpoint: world.sandbox().endpoint,
    region,
    credentials: { accessKeyId: OWNER, secretAccessKey: 'any' },
  });
  const { RequestedQuotas } = await client.send(new ListRequestedServiceQuotaChangeHistoryCommand({}));
  client.destroy();
  return (RequestedQuotas ?? []).map(({ QuotaCode, DesiredValue }) => [QuotaCode, DesiredValue]);
};

describe('the quota of AMIs, by hand', () => {
  test('is left alone where nobody has counted, and where few are used', async () => {
    const blind = await remediate();
    expect([blind.code, blind.err]).toEqual([1, expect.stringContaining('ami-warden scan')]);
    await counted(1_000);
    expect((await remediate()).code).toBe(0);
    expect(await asked()).toEqual([]);
  });

  test('is asked for twice over, once, where it was counted past its threshold', async () => {
    await counted(45_500);
    const { code, out, err } = await remediate();
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(out).toContain('request-quota-increase');
    expect(await asked()).toEqual([['L-B665C33B', 100_000]]);
    await remediate();
    expect(await asked()).toEqual([['L-B665C33B', 100_000]]);
  });

  test('is asked for by the service, from what its sweep has counted', async () => {
    const { endpoint, quotas } = world.sandbox();
    const place = { account: AccountId.parse(OWNER), region: Region.parse('eu-west-1') };
    quotas.apply(place.account, place.region, 'L-B665C33B', 10);
    const client = new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: HUB, secretAccessKey: 'any' },
    });
    await keepCount(dynamoInventory({ client, table: `${STACK}-inventory` }), 9, place, 10);
    client.destroy();
    const { code, out } = await world.run(
      runRemediate,
      [`${OWNER}/eu-west-1`],
      { via: STACK, rule: 'quota' },
      { says: 'yes', caller: HUB },
    );
    expect([code, out]).toEqual([0, expect.stringContaining('request-quota-increase')]);
    expect(await asked('eu-west-1')).toEqual([['L-B665C33B', 20]]);
  });
});
