import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Inventory } from '../ports/inventory.ts';
import { inventoryImages } from './inventory-images.ts';
import { inventoryOrganization } from './inventory-organization.ts';
import { inventoryPlaces } from './inventory-places.ts';
import type { InventoryTable } from './inventory-table.ts';
import { inventoryUsage } from './inventory-usage.ts';
import type { OrganizationStore } from './organizations.ts';

export interface InventorySettings {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** A unique text for each write; a random UUID when absent. */
  readonly token?: () => string;
  /** How to wait so many milliseconds before DynamoDB is asked again; really, when absent. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** The part of the inventory that holds the organisation: all that most functions need of it. */
export const dynamoOrganization = (settings: InventorySettings): OrganizationStore =>
  inventoryOrganization(tableOf(settings));

const tableOf = ({ client, table: name, token, pause }: InventorySettings): InventoryTable => ({
  client,
  name,
  token: token ?? randomUUID,
  pause: pause ?? sleep,
});

/** The inventory in a DynamoDB table of its own (`pk`, `sk`, TTL on `expiresAt`). */
export const dynamoInventory = (settings: InventorySettings): Inventory => {
  const table = tableOf(settings);
  return {
    ...inventoryImages(table),
    ...inventoryPlaces(table),
    ...inventoryUsage(table),
    ...inventoryOrganization(table),
  };
};
