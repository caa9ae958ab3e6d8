import { EC2Client } from '@aws-sdk/client-ec2';
import { memberClients, type MemberClients, type MemberClientSettings } from './member-clients.ts';

/** Answers the EC2 client of one account and region; rejects with `Fault` when the account does not let us in. */
export type Ec2Clients = MemberClients<EC2Client>;

/** EC2 clients by account and region. */
export const ec2Clients = (settings: MemberClientSettings): Ec2Clients =>
  memberClients(settings, (config) => new EC2Client(config));
