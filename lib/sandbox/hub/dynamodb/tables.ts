import type { Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import dynalite from 'dynalite';
import { isMapping } from '../../../model/json-value.ts';
import type { StackTable } from '../../routing/stack.ts';
import type { FaultGate } from '../../wire/gates.ts';
import { AwsError, type RawHandler, type RawRequest } from '../../wire/service.ts';
import { ask, type PlainAnswer } from './in-process.ts';
import { answerOf, partsOf, transactWrite } from './transact-write.ts';
import { rightsOf } from './rights.ts';
import { Turns } from './turns.ts';

/** The account and region in which the tables are. */
export interface TableHome {
  readonly account: string;
  readonly region: string;
}

/**
 * The hub's DynamoDB tables, in memory, by dynalite in this process. Transactions of writes are made
 * of single writes here, while nothing else is under way; there are none of reads, and none with a `ConditionCheck`. It does not know the item behind a failed
 * condition (`ReturnValuesOnConditionCheckFailure`), and it never expires items.
 */
export class Tables {
  private readonly home: TableHome;
  private readonly faults: FaultGate;
  private readonly server: Server;
  private readonly made: Promise<void>;
  private readonly unanswered = new Map<string, number>();
  private readonly turns = new Turns();
  private readonly keyNames: ReadonlyMap<string, readonly string[]>;
  /** What was written under a client's token: asked for again it is not done again. */
  private readonly transacted = new Map<string, string>();

  constructor(tables: readonly StackTable[], home: TableHome, faults: FaultGate) {
    this.home = home;
    this.faults = faults;
    this.server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    this.keyNames = new Map(tables.map(({ name, keySchema }) => [name, namesOf(keySchema)]));
    this.made = this.makeAll(tables);
    // Told to whoever asks for a table; it must not end the process before.
    this.made.catch(() => undefined);
  }

  /** Lets the next so many calls of an operation be carried out and their answers get lost: the connection breaks off. */
  loseAnswers(operation: string, times = 1): void {
    this.unanswered.set(operation, times);
  }

  readonly handler: RawHandler = async (raw) => {
    const { request, response, caller, region } = raw;
    const operation = operationOf(raw);
    const service = { signingName: 'dynamodb', protocol: 'raw' } as const;
    await this.faults.pass({ service, operation, account: caller.account, region, input: {} });
    const body = await buffer(request);
    for (const { action, table } of rightsOf(operation, body)) {
      raw.authorise(`dynamodb:${action}`, tableArn(table, region, caller.account));
    }
    if (caller.account !== this.home.account || region !== this.home.region) {
      throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    }
    await this.made;
    const { method = 'POST', url = '/', headers } = request;
    const answer =
      operation === 'TransactWriteItems'
        ? await this.transact(body.toString('utf8'))
        : await this.turns.share(() => ask(this.server, { method, url, headers, body }));
    if (this.losesAnswer(operation)) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };

  private transact(body: string): Promise<PlainAnswer> {
    const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const parts = partsOf(input, (table) => this.keyNames.get(table) ?? []);
    return this.turns.only(async () => {
      const token = input['ClientRequestToken'];
      const known = typeof token === 'string' ? this.transacted.get(token) : undefined;
      if (known !== undefined && known !== body) {
        throw new AwsError('IdempotentParameterMismatchException', 'another request had this token');
      }
      if (known !== undefined) return answerOf(200, {});
      const answer = await transactWrite(parts, (operation, part) => this.call(operation, part));
      if (answer.status === 200 && typeof token === 'string') this.transacted.set(token, body);
      return answer;
    });
  }

  private losesAnswer(operation: string): boolean {
    const left = this.unanswered.get(operation) ?? 0;
    if (left === 0) return false;
    this.unanswered.set(operation, left - 1);
    return true;
  }

  private async makeAll(tables: readonly StackTable[]): Promise<void> {
    for (const { name, attributeDefinitions, keySchema, secondaryIndexes } of tables) {
      const answer = await this.call('CreateTable', {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributeDefinitions,
        KeySchema: keySchema,
        ...(secondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes: secondaryIndexes }),
      });
      if (answer.status !== 200) throw new Error(`the table ${name} could not be made: ${answer.body}`);
      await this.untilActive(name);
    }
  }

  private async untilActive(name: string): Promise<void> {
    for (;;) {
      const { body } = await this.call('DescribeTable', { TableName: name });
      if (body.includes('"TableStatus":"ACTIVE"')) return;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  private call(operation: string, input: object): Promise<PlainAnswer> {
    return ask(this.server, {
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=sandbox, SignedHeaders=host, Signature=none',
      },
      body: Buffer.from(JSON.stringify(input)),
    });
  }
}

/** A table's ARN, or that of an index of one, by what a request calls it. */
const tableArn = (name: string, region: string, account: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;

const namesOf = (keySchema: unknown): readonly string[] =>
  (Array.isArray(keySchema) ? (keySchema as readonly unknown[]) : []).flatMap((part) =>
    isMapping(part) && typeof part['AttributeName'] === 'string' ? [part['AttributeName']] : [],
  );

const operationOf = ({ request }: RawRequest): string => {
  const target = request.headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  if (operation !== undefined && operation !== '') return operation;
  throw new AwsError('UnknownOperationException', 'a request without X-Amz-Target');
};
