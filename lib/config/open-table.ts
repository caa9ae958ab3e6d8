import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Environment } from './settings.ts';
import type { TableOutput, ViaSettings } from './wire-via.ts';

/** A deployed table (a name, or an ARN, which says its region), or the one of a deployed service's stack. */
export type TablePlace =
  | {
      readonly kind: 'table';
      readonly table: string;
      readonly profile: string | null;
      readonly environment: Environment;
    }
  | { readonly kind: 'stack'; readonly settings: ViaSettings };

// A large table is read in a thousand calls in a row, of which a few may be throttled; nobody's function is waiting.
const TRIES = 8;

interface OpenTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of the stack; null where the table itself was named. */
  readonly outputs: ReadonlyMap<string, string> | null;
}

/**
 * A client of a deployed table, and the table: the one that is named (an ARN says its region), or the one of a stack's output. With
 * the credentials that the SDK finds by itself. Rejects with `Fault`.
 */
export const openTable = async (place: TablePlace, output: TableOutput): Promise<OpenTable> => {
  const { table, profile, region, outputs } = await named(place, output);
  const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_DEFAULTS } = await import('../aws/client-defaults.ts');
  const client = new Client({
    ...CLIENT_DEFAULTS,
    maxAttempts: TRIES,
    ...(profile === null ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  });
  return { client, table, outputs };
};

const named = async (
  place: TablePlace,
  output: TableOutput,
): Promise<
  Omit<OpenTable, 'client'> & { readonly profile: string | null; readonly region: string | undefined }
> => {
  if (place.kind === 'stack') {
    const { tableOfStack } = await import('./wire-via.ts');
    const { table, region, outputs } = await tableOfStack(place.settings, output);
    return { table, profile: place.settings.profile ?? null, region, outputs };
  }
  const { regionOfEnvironment } = await import('./own-credentials.ts');
  const { table, profile, environment } = place;
  const region = /^arn:[^:]+:dynamodb:([^:]+):/.exec(table)?.[1] ?? regionOfEnvironment(environment).region;
  return { table, profile, region, outputs: null };
};
