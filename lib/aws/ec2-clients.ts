import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { AccountId, Region } from '../model/ids.ts';
import { CLIENT_DEFAULTS } from './client-defaults.ts';
import type { MemberCredentials } from './sessions.ts';

export interface Ec2ClientSettings {
  readonly credentials: (account: AccountId) => Promise<MemberCredentials>;
  /** Where EC2 is, for a sandbox; AWS's own address of the region when absent. */
  readonly endpoint?: string;
}

/** Answers the EC2 client of one account and region; rejects with `Fault` when the account does not let us in. */
export type Ec2Clients = (account: AccountId, region: Region) => Promise<EC2Client>;

// A client is light, its sockets are not its own; 10,000 accounts times 17 regions would add up all the same.
const KEPT = 256;

/** EC2 clients by account and region, the 256 used last kept; all share one pool of sockets. */
export const ec2Clients = ({ credentials, endpoint }: Ec2ClientSettings): Ec2Clients => {
  const clients = new Map<string, { readonly client: EC2Client; readonly accessKeyId: string }>();
  let requestHandler: NonNullable<EC2ClientConfig['requestHandler']> = CLIENT_DEFAULTS.requestHandler;

  const create = (given: MemberCredentials, region: Region): EC2Client => {
    const client = new EC2Client({
      region,
      credentials: given,
      ...CLIENT_DEFAULTS,
      requestHandler,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    requestHandler = client.config.requestHandler;
    return client;
  };

  return async (account, region) => {
    // Asked for here as well, so that a closed account is told apart from one refused call.
    // Renewed keys mean a new client: one that asked for itself would go by its own clock when they expire, not by ours.
    const given = await credentials(account);
    const key = `${account}/${region}`;
    const known = clients.get(key);
    const client = known?.accessKeyId === given.accessKeyId ? known.client : create(given, region);
    clients.delete(key);
    clients.set(key, { client, accessKeyId: given.accessKeyId });
    const [oldest] = clients.keys();
    if (clients.size > KEPT && oldest !== undefined) clients.delete(oldest);
    return client;
  };
};
