import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { AccountId, Region } from '../model/ids.ts';
import { CLIENT_DEFAULTS } from './client-defaults.ts';

/** Keys of an account: of a role's session there, or whatever else the caller has. */
interface MemberKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface MemberClientSettings {
  readonly credentials: (account: AccountId) => Promise<MemberKeys>;
  /** Where AWS is, for a sandbox; AWS's own address of the region when absent. */
  readonly endpoint?: string;
}

/** Answers a service's client of one account and region; rejects with `Fault` when the account does not let us in. */
export type MemberClients<Client> = (account: AccountId, region: Region) => Promise<Client>;

// The same in every client of the SDK.
type Handler = NonNullable<EC2ClientConfig['requestHandler']>;

/** What a client is made with. */
interface MemberConfig extends Omit<typeof CLIENT_DEFAULTS, 'requestHandler'> {
  readonly region: Region;
  readonly credentials: MemberKeys;
  readonly requestHandler: Handler;
  readonly endpoint?: string;
}

// A client is light, its sockets are not its own; 10,000 accounts times 17 regions would add up all the same.
const KEPT = 256;

/** Clients of one service by account and region, the 256 used last kept; all share one pool of sockets. */
export const memberClients = <Client extends { readonly config: { readonly requestHandler: Handler } }>(
  { credentials, endpoint }: MemberClientSettings,
  make: (config: MemberConfig) => Client,
): MemberClients<Client> => {
  const clients = new Map<string, { readonly client: Client; readonly accessKeyId: string }>();
  let requestHandler: Handler = CLIENT_DEFAULTS.requestHandler;

  const create = (given: MemberKeys, region: Region): Client => {
    const client = make({
      ...CLIENT_DEFAULTS,
      region,
      credentials: given,
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
