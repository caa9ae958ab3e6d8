import { isMapping } from '../../../model/json-value.ts';

/** An action on a table, or on the index of one (`name/index/name`), as IAM has it. */
export interface TableRight {
  readonly action: string;
  readonly table: string;
}

const ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isMapping(value) ? Object.entries(value) : [];

const tableOf = (input: unknown): string => {
  if (!isMapping(input)) return '';
  const { TableName: name, IndexName: index } = input;
  const table = typeof name === 'string' ? name : '';
  return typeof index === 'string' ? `${table}/index/${index}` : table;
};

/** What a request's caller has to be allowed: a transaction takes the rights of the writes in it, a batch those on each of its tables. */
export const rightsOf = (operation: string, body: Buffer): readonly TableRight[] => {
  const input = parsed(body);
  if (operation === 'TransactWriteItems') {
    const items = isMapping(input) && Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
    return items.flatMap((item: unknown) =>
      entriesOf(item).map(([kind, write]) => ({ action: ACTIONS[kind] ?? kind, table: tableOf(write) })),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    const tables = isMapping(input) ? entriesOf(input['RequestItems']) : [];
    return tables.map(([table]) => ({ action: operation, table }));
  }
  return [{ action: operation, table: tableOf(input) }];
};

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // What is no JSON is told by whoever reads it.
    return null;
  }
};
