import { expect, test } from 'vitest';
import { AccountId } from '../../lib/model/ids.ts';
import type { Principal } from '../../lib/model/principal.ts';
import { CALM, type History, type Step } from './history.ts';
import { play, type SentRequest } from './run-history.ts';

const account = (id: string): Principal => ({ kind: 'account', account: AccountId.parse(id) });
const PARTNERS = Array.from({ length: 997 }, (_, index) => String(700_000_000_000 + index));
const STRANGERS = ['012345678901', '444455556666', '777788889999'];

/** An image with these grants, looked at once. */
const lookedAt = (grants: readonly Principal[], allow: object): History => {
  const look: Step = { step: 'deliver', seed: 1, most: 20, workers: 1, trouble: CALM, meanwhile: [] };
  return {
    seed: 1,
    images: [
      {
        account: '111122223333',
        region: 'us-east-1',
        image: 'ami-01aaaaaaaaaaaaaaa',
        snapshot: 'snap-01aaaaaaaaaaaaaaa',
        name: 'golden',
        encrypted: false,
        grants,
        snapshotShares: [],
        tags: {},
        ageDays: 1,
      },
    ],
    policies: [JSON.stringify({ version: 1, rules: { sharing: { mode: 'enforce', allow } } })],
    kept: [],
    steps: [{ step: 'sweep' }, look],
  };
};

test('of 1,000 grants the three that fail go, by one request that names them alone', async () => {
  const grants = [...PARTNERS.slice(0, 500), ...STRANGERS, ...PARTNERS.slice(500)].map(account);
  const sent: SentRequest[] = [];
  const { broken } = await play(lookedAt(grants, { accounts: PARTNERS }), {}, (one) => sent.push(one));
  expect(broken).toEqual([]);
  expect(sent).toEqual([
    {
      operation: 'ModifyImageAttribute',
      input: {
        ImageId: 'ami-01aaaaaaaaaaaaaaa',
        LaunchPermission: { Remove: STRANGERS.map((UserId) => ({ UserId })) },
      },
    },
  ]);
});
