import * as client from '@aws-sdk/client-ec2';
import type { AwsError, FinishedCall } from '../wire/service.ts';
import { schemaOf } from '../wire/shape.ts';
import type { NormalizedSchema } from '@smithy/core/schema';
import { dialectOf } from './dialect.ts';
import { identityOf } from './identity.ts';
import { newRequest, newResponse } from './new-dialect.ts';
import { oldStructure } from './old-dialect.ts';
import { OLD_REQUESTS } from './old-requests.ts';
import { membersOf, type Json } from './plain.ts';

// CloudTrail user guide, "Record contents": either side of more than 100 KB is left out.
const LARGEST_SIDE = 100 * 1024;

const kept = (side: Json): Json => (Buffer.byteLength(JSON.stringify(side)) > LARGEST_SIDE ? null : side);

const READS = /^(Describe|Get|List|Search)/;

interface Shapes {
  readonly input: NormalizedSchema | null;
  readonly output: NormalizedSchema | null;
}

const schemas: Readonly<Record<string, unknown>> = client;

const shapesOf = (operation: string): Shapes | null => {
  const schema = schemas[`${operation}$`];
  if (!Array.isArray(schema)) return null;
  const [input, output] = [schema[4], schema[5]].map((reference: unknown) => {
    const shape = schemaOf(reference);
    return shape.isStructSchema() ? shape : null;
  });
  return { input: input ?? null, output: output ?? null };
};

// What EC2 cannot read it does not record either (seen with "No attributes specified.").
const isUnread = ({ code }: AwsError): boolean =>
  code === 'MissingParameter' || code === 'InvalidParameterCombination' || code.endsWith('.Malformed');

const parametersOf = (operation: string, shapes: Shapes, input: unknown): Json => {
  const special = OLD_REQUESTS[operation];
  if (special !== undefined) return special(membersOf(input));
  if (dialectOf(operation) === 'new') return newRequest(operation, shapes.input, input);
  return shapes.input === null ? null : oldStructure(shapes.input, input);
};

const requestParameters = (call: FinishedCall, shapes: Shapes): Json => {
  const { operation } = call.context;
  if (call.input === null) return null;
  const refused = call.outcome.kind === 'refused' && isUnread(call.outcome.error);
  if (refused && dialectOf(operation) === 'old') return null;
  return kept(parametersOf(operation, shapes, call.input));
};

const responseElements = (call: FinishedCall, shapes: Shapes): Json => {
  const { operation, requestId } = call.context;
  if (call.outcome.kind === 'refused') return null;
  const { output } = call.outcome;
  if (dialectOf(operation) === 'new') {
    return kept(newResponse(operation, shapes.output, output, requestId));
  }
  const written = shapes.output === null ? { _return: true } : oldStructure(shapes.output, output);
  return kept({ requestId, ...written });
};

/** CloudTrail's record of a call of EC2; null for what leaves none: reads, other services, throttled calls and server errors. */
export const recordOf = (
  call: FinishedCall,
  eventId: () => string,
): Readonly<Record<string, Json>> | null => {
  const { context, outcome } = call;
  const { operation, caller, region } = context;
  const shapes = shapesOf(operation);
  if (context.service !== 'ec2' || shapes === null || READS.test(operation)) return null;
  if (outcome.kind === 'refused' && outcome.error.status >= 500) return null;
  const at = context.now.toISOString().replace(/\.\d+Z$/, 'Z');
  const error =
    outcome.kind === 'refused'
      ? { errorCode: `Client.${outcome.error.code}`, errorMessage: outcome.error.message }
      : {};
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(caller, at),
    eventTime: at,
    eventSource: 'ec2.amazonaws.com',
    eventName: operation,
    awsRegion: region,
    sourceIPAddress: caller.invokedBy ?? context.sourceIp,
    userAgent: caller.invokedBy ?? context.userAgent,
    ...error,
    requestParameters: requestParameters(call, shapes),
    responseElements: responseElements(call, shapes),
    requestID: context.requestId,
    eventID: eventId(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: caller.account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `ec2.${region}.amazonaws.com`,
    },
  };
};
