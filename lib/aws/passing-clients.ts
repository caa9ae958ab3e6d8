import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { Fault } from '../model/fault.ts';
import type { Passage } from '../ports/estate-reader.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { toFault } from './faults.ts';
import type { KmsClients } from './key-aliases.ts';
import { memberClients, type MemberClientSettings } from './member-clients.ts';
import { PlainEc2Protocol } from './plain-ec2-protocol.ts';
import type { QuotaClients } from './share-quota.ts';

/** Clients that make a single try of each request, and that only when the passage lets it through. */
export interface PassingClients {
  readonly ec2: Ec2Clients;
  readonly kms: KmsClients;
  readonly quotas: QuotaClients;
}

type Handler = EC2Client['config']['requestHandler'];

// A page of a thousand images is a megabyte or two, and takes EC2 seconds.
const PATIENT = { connectionTimeout: 1_000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

/** Answers clients by passage; those of one service share their sockets. */
export const passingClients = (settings: MemberClientSettings): ((passage: Passage) => PassingClients) => {
  let ec2Sockets: Handler | undefined;
  return (passage) => ({
    ec2: memberClients(settings, (config) => {
      const client = new EC2Client({
        ...config,
        maxAttempts: 1,
        requestHandler: ec2Sockets ?? PATIENT,
        protocol: PlainEc2Protocol,
      });
      ec2Sockets = client.config.requestHandler;
      // It copies every answer for a log that nobody keeps.
      client.middlewareStack.remove('loggerMiddleware');
      client.middlewareStack.add(through(passage), FIRST);
      return client;
    }),
    kms: memberClients(settings, (config) => {
      const client = new KMSClient({ ...config, maxAttempts: 1 });
      client.middlewareStack.add(through(passage), FIRST);
      return client;
    }),
    quotas: memberClients(settings, (config) => {
      const client = new ServiceQuotasClient({ ...config, maxAttempts: 1 });
      client.middlewareStack.add(through(passage), FIRST);
      return client;
    }),
  });
};

// Around everything else: each try is made, signed and sent anew.
const FIRST = { step: 'initialize', name: 'passage', priority: 'high' } as const;

/** Sends through the passage. The passage sees faults; whoever sent sees what AWS's client threw. */
const through =
  (passage: Passage) =>
  <Args, Answer>(next: (args: Args) => Promise<Answer>, { commandName }: { readonly commandName?: string }) =>
  async (args: Args): Promise<Answer> => {
    const operation = (commandName ?? 'Unknown').replace(/Command$/, '');
    try {
      return await passage(operation, async () => {
        try {
          return await next(args);
        } catch (error) {
          throw toFault(operation, error);
        }
      });
    } catch (error) {
      throw error instanceof Fault ? (error.cause ?? error) : error;
    }
  };
