import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccountId, Region } from '../../model/ids.ts';

/** Who calls, found from the access key id: an account itself, or a role's session made by AssumeRole. */
export interface Caller {
  readonly account: AccountId;
  readonly arn: string;
  readonly principalId: string;
  readonly accessKeyId: string;
  /** The assumed role's name and session name; null for an account's own key. */
  readonly session: { readonly role: string; readonly name: string } | null;
  /** The AWS service that calls on the caller's behalf, such as `backup.amazonaws.com`; absent for a person or a program. */
  readonly invokedBy?: string;
}

/** One request, as its operation sees it. `now` is the sandbox clock's. */
export interface CallContext {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly region: Region;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly now: Date;
  /**
   * To be called by a writing operation after it has validated everything and before it writes anything: throws
   * `DryRunOperation` when the input says `DryRun`. Reading operations need not call it; the wire answers for them.
   */
  readonly beforeWrite: () => void;
}

/** How a call ended, told to observers after the answer is known and before it is sent. `input` is null when it could not be decoded. */
export interface FinishedCall {
  readonly context: CallContext;
  readonly input: unknown;
  readonly outcome:
    | { readonly kind: 'answered'; readonly output: unknown }
    | { readonly kind: 'refused'; readonly error: AwsError };
}

/** Told of every call of a decoded service; throttled calls and server errors too (`status` 500 and more), which CloudTrail does not record. */
export type CallObserver = (call: FinishedCall) => void;

/** A request that the wire hands on undecoded, its caller known and not yet authorised. */
export interface RawRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
  readonly region: Region;
  readonly requestId: string;
  /** Throws AccessDenied (403) unless the caller may do this IAM action, such as `dynamodb:PutItem`, on this ARN where one is known. */
  readonly authorise: (action: string, resource?: string) => void;
}

/** Answers a raw request itself, faults on demand included; what it throws is answered as an error in the protocol's form (JSON, or XML for s3). */
export type RawHandler = (raw: RawRequest) => void | Promise<void>;

/** The behaviour of one operation: the SDK's input shape in, the SDK's output shape (without `$metadata`) out. Throws `AwsError`. */
export type Operation = (input: never, context: CallContext) => unknown;

/** An AWS service as the sandbox serves it. `signingName` is the service in the SigV4 credential scope, by which requests are routed. */
export interface ServiceDefinition {
  readonly signingName: string;
  readonly protocol: 'ec2Query' | 'awsQuery' | 'awsJson1_0' | 'awsJson1_1';
  readonly apiVersion: string;
  readonly xmlNamespace: string;
  /** The SDK client module, whose exported schemas (`ModifyImageAttribute$`, …) the wire layer reads. */
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** An error as AWS would answer it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
