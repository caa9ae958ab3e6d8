import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberCredentials, type MemberCredentials } from '../../lib/aws/sessions.ts';
import { AccountId } from '../../lib/model/ids.ts';

/** An STS with the organisation's accounts in it. */
export interface StsWorld {
  readonly endpoint: string;
  /** Keys of the hub's function role, or, where roles are not modelled, of the hub. */
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly close: () => Promise<void>;
}

/** What memberCredentials does with an STS that keeps accounts apart; `trust` where it also checks who may assume what. */
export const sessionsContract = (
  name: string,
  start: () => Promise<StsWorld>,
  { trust }: { readonly trust: boolean },
): void => {
  describe(`sessions in ${name}`, () => {
    let world: StsWorld;
    let sts: STSClient;

    beforeAll(async () => {
      world = await start();
      sts = new STSClient({ endpoint: world.endpoint, region: 'us-east-1', credentials: world.keys });
    });
    afterAll(async () => {
      sts.destroy();
      await world.close();
    });

    const credentials = (externalId: string): ((account: AccountId) => Promise<MemberCredentials>) =>
      memberCredentials({
        sts,
        roleName: 'ami-warden-reader',
        externalId,
        sessionName: 'ami-warden-guard',
        clock: { now: () => new Date() },
      });

    it.each(['222233334444', '111122223333', '999988887777'])('calls as our role in %s', async (account) => {
      const member = await credentials('ami-warden-example')(AccountId.parse(account));
      const client = new STSClient({ endpoint: world.endpoint, region: 'us-east-1', credentials: member });
      const identity = await client.send(new GetCallerIdentityCommand({}));
      client.destroy();
      expect(identity.Account).toBe(account);
      expect(identity.Arn).toBe(`arn:aws:sts::${account}:assumed-role/ami-warden-reader/ami-warden-guard`);
      expect(member.expiration.getTime()).toBeGreaterThan(Date.now() + 30 * 60 * 1000);
    });

    if (!trust) return;

    it('is refused by a role that knows another external id', async () => {
      const refused = credentials('another')(AccountId.parse('222233334444'));
      await expect(refused).rejects.toMatchObject({ operation: 'AssumeRole', retryable: false });
      await expect(refused).rejects.toThrow(/222233334444.*ami-warden-reader.*never enrolled/);
    });

    it('is refused by an account that has no such role', async () => {
      const refused = credentials('ami-warden-example')(AccountId.parse('444455556666'));
      await expect(refused).rejects.toMatchObject({ code: 'AccessDenied', retryable: false });
    });
  });
};
