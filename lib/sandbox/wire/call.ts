import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import { answerError, answerOutput, type Answer } from './answer.ts';
import { commonError } from './common-error.ts';
import type { Credential } from './credential.ts';
import type { Callers, FaultGate } from './gates.ts';
import { decodeJson } from './json-shape.ts';
import { decodeQuery } from './query-decode.ts';
import {
  AwsError,
  type CallContext,
  type CallObserver,
  type FinishedCall,
  type Operation,
  type ServiceDefinition,
} from './service.ts';
import { resourceOf } from './resource-of.ts';
import { operationShape, type OperationShape } from './shape.ts';

/** What the wire asks of the rest of the sandbox. */
export interface CallGates {
  readonly callers: Callers;
  readonly faults: FaultGate;
  readonly clock: Clock;
  readonly onCall: CallObserver;
}

/** A request with its body read and its signature looked at. */
export interface SignedRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: string;
  readonly credential: Credential;
  readonly requestId: string;
}

interface Named {
  readonly operation: string;
  readonly parameters: URLSearchParams;
}

/** Answers one request of a decoded service; what its operation throws is answered in the service's protocol. */
export const answerCall = async (
  service: ServiceDefinition,
  signed: SignedRequest,
  gates: CallGates,
): Promise<Answer> => {
  try {
    return await new Call(service, signed, gates).answer();
  } catch (error) {
    return answerError(service, asAwsError(service, error), signed.requestId);
  }
};

class Call {
  private readonly service: ServiceDefinition;
  private readonly signed: SignedRequest;
  private readonly gates: CallGates;

  constructor(service: ServiceDefinition, signed: SignedRequest, gates: CallGates) {
    this.service = service;
    this.signed = signed;
    this.gates = gates;
  }

  async answer(): Promise<Answer> {
    const { service, signed } = this;
    const { credential, requestId } = signed;
    const caller = this.gates.callers.resolve(credential.accessKeyId, credential.sessionToken, service);
    const named = nameOf(service, signed);
    const shape = operationShape(service, named.operation);
    const behaviour = Object.hasOwn(service.operations, named.operation)
      ? service.operations[named.operation]
      : undefined;
    if (shape === null || behaviour === undefined)
      throw unknownOperation(service, named.operation, shape !== null);
    let dryRun = false;
    const context: CallContext = {
      service: service.signingName,
      operation: named.operation,
      caller,
      region: credential.region,
      requestId,
      sourceIp: signed.request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: signed.request.headers['user-agent'] ?? '-',
      now: this.gates.clock.now(),
      beforeWrite: () => {
        if (dryRun) throw dryRunOperation();
      },
    };
    let input: object | null = null;
    let outcome: FinishedCall['outcome'];
    try {
      input = decode(service, shape, named, signed.body);
      dryRun = service.protocol === 'ec2Query' && Reflect.get(input, 'DryRun') === true;
      const output = await this.perform(behaviour, input, context);
      // A call that only reads has nothing to hold back, and is answered as the others are.
      if (dryRun) throw dryRunOperation();
      outcome = { kind: 'answered', output };
    } catch (thrown) {
      outcome = { kind: 'refused', error: asAwsError(service, thrown) };
    }
    this.gates.onCall({ context, input, outcome });
    if (outcome.kind === 'refused') throw outcome.error;
    return answerOutput(service, shape, outcome.output, requestId);
  }

  private async perform(behaviour: Operation, input: object, context: CallContext): Promise<unknown> {
    const { service, gates } = this;
    const { caller, operation, region } = context;
    await gates.faults.pass({ service, operation, account: caller.account, region, input });
    const resource = resourceOf(service.signingName, input, { account: caller.account, region });
    gates.callers.authorise(caller, iamAction(service, operation), service, resource);
    // A behaviour declares its own input type; that the decoded input has it is what decoding by the SDK's schemas is for.
    return behaviour(input as never, context);
  }
}

// A batch needs the right to the single action (service authorization reference, SQS and SNS).
/** Services whose IAM prefix is other than the name in their signatures. */
const IAM_PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

const iamAction = ({ signingName }: ServiceDefinition, operation: string): string =>
  `${IAM_PREFIXES[signingName] ?? signingName}:${signingName === 'sqs' || signingName === 'sns' ? operation.replace(/Batch$/, '') : operation}`;

const nameOf = (service: ServiceDefinition, { request, url, body }: SignedRequest): Named => {
  if (service.protocol === 'ec2Query' || service.protocol === 'awsQuery') {
    const parameters = new URLSearchParams(body === '' ? url.searchParams : body);
    const operation = parameters.get('Action');
    if (operation === null)
      throw new AwsError('MissingAction', 'The request must contain the parameter Action');
    return { operation, parameters };
  }
  const target = request.headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  if (operation === undefined) throw unknownOperation(service, '(no X-Amz-Target)', false);
  return { operation, parameters: new URLSearchParams() };
};

const decode = (service: ServiceDefinition, shape: OperationShape, named: Named, body: string): object => {
  switch (service.protocol) {
    case 'ec2Query':
    case 'awsQuery':
      return decodeQuery(shape.input, named.parameters, service.protocol);
    case 'awsJson1_0':
    case 'awsJson1_1':
      return decodeJson(shape.input, body);
  }
};

const unknownOperation = (service: ServiceDefinition, operation: string, real: boolean): AwsError => {
  const why = real ? 'AWS has it, but this sandbox does not model it' : 'there is no such operation';
  if (service.protocol === 'ec2Query' || service.protocol === 'awsQuery') {
    return new AwsError(
      'InvalidAction',
      `The action ${operation} is not valid for this web service: ${why}.`,
    );
  }
  return new AwsError('UnknownOperationException', `${service.signingName} ${operation}: ${why}.`);
};

const dryRunOperation = (): AwsError =>
  new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);

// A bug of the sandbox has to be seen where it shows, so the answer holds its message.
const asAwsError = (service: ServiceDefinition, error: unknown): AwsError =>
  error instanceof AwsError
    ? error
    : commonError(
        'internal',
        service,
        `the sandbox itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
