import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { journalCopies } from './journal-copies.ts';
import { journalDirty } from './journal-dirty.ts';
import { journalEntries } from './journal-entries.ts';
import { journalFindings } from './journal-findings.ts';
import { journalLeases } from './journal-leases.ts';
import { journalLimits } from './journal-limits.ts';
import { journalMalformed } from './journal-malformed.ts';
import { journalOpen } from './journal-open.ts';
import { journalPlans } from './journal-plans.ts';

export interface JournalSettings {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  /** A unique text for each write, 8 characters of it in entry ids; a random UUID when absent. */
  readonly token?: () => string;
  /** How many days entries and plans are kept; for good when absent or 0. */
  readonly keptDays?: number;
}

/**
 * The journal in one DynamoDB table. Every image is a partition of its own; every write touches one item, under conditions that
 * are explained beside it, and no answer of a condition is trusted before the item was looked at.
 */
export const dynamoJournal = ({
  client,
  table: name,
  clock,
  token,
  keptDays = 0,
}: JournalSettings): Journal => {
  const table = { client, name, token: token ?? randomUUID };
  return {
    ...journalFindings(table),
    ...journalEntries(table, keptDays),
    ...journalPlans(table, clock, keptDays),
    ...journalMalformed(table),
    ...journalLimits(table),
    ...journalDirty(table),
    ...journalOpen(table),
    ...journalLeases(table),
    ...journalCopies(table),
  };
};
