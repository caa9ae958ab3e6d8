import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { AccountId, Region } from '../model/ids.ts';
import type { DeployedPart, LookAtMember, MemberLook } from '../ports/member-looks.ts';
import { errorCode, toFault } from './faults.ts';
import { memberClients, type MemberClientSettings } from './member-clients.ts';

const unknown = (why: string): DeployedPart => ({ kind: 'unknown', why });

/** What is known of a member where nobody may look. */
export const UNLOOKED: MemberLook = {
  readerRole: unknown('nobody looked: --role names a role to look with'),
  writerRole: unknown('nobody looked: --role names a role to look with'),
  rules: () => Promise.resolve(unknown('nobody looked: --role names a role to look with')),
};

interface LookSettings extends MemberClientSettings {
  readonly region: Region;
  readonly stage: string;
  readonly readerRole: string;
  /** Null where members are meant to have none. */
  readonly writerRole: string | null;
}

/** Looks into members for the roles and rules of a stage, as deploy/member.yaml makes them: GetRole and ListRules. Never rejects. */
export const memberLooks = (settings: LookSettings): LookAtMember => {
  const iams = memberClients(settings, (config) => new IAMClient(config));
  const buses = memberClients(settings, (config) => new EventBridgeClient(config));
  const roleOf = async (account: AccountId, name: string): Promise<DeployedPart> => {
    try {
      const client = await iams(account, settings.region);
      await client.send(new GetRoleCommand({ RoleName: name }));
      return { kind: 'there' };
    } catch (error) {
      if (errorCode(error) === 'NoSuchEntityException')
        return { kind: 'missing', why: `there is no role ${name}` };
      return unknown(toFault('GetRole', error).message);
    }
  };
  return async (account) => ({
    readerRole: await roleOf(account, settings.readerRole),
    writerRole:
      settings.writerRole === null ? { kind: 'unwanted' } : await roleOf(account, settings.writerRole),
    rules: async (region) => {
      const prefix = `ami-warden-${settings.stage}-forward`;
      try {
        const client = await buses(account, region);
        const { Rules = [] } = await client.send(new ListRulesCommand({ NamePrefix: prefix }));
        return rulesPart(Rules, [prefix, `${prefix}-attempts`]);
      } catch (error) {
        return unknown(toFault('ListRules', error).message);
      }
    },
  });
};

const rulesPart = (
  rules: readonly { readonly Name?: string | undefined; readonly State?: string | undefined }[],
  wanted: readonly string[],
): DeployedPart => {
  const absent = wanted.filter((name) => !rules.some(({ Name }) => Name === name));
  if (absent.length > 0) return { kind: 'missing', why: `there is no rule ${absent.join(' and no rule ')}` };
  const off = rules.filter(({ State }) => State === 'DISABLED').map(({ Name }) => Name ?? '');
  return off.length === 0 ? { kind: 'there' } : { kind: 'missing', why: `${off.join(', ')} is disabled` };
};
