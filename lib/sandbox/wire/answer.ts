import type { NormalizedSchema } from '@smithy/core/schema';
import { encodeJson } from './json-shape.ts';
import type { AwsError, ServiceDefinition } from './service.ts';
import { schemaOf, type OperationShape } from './shape.ts';
import { escapeXml, xmlMembers } from './xml-encode.ts';

/** An HTTP answer, ready to send. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A success in the service's protocol. */
export const answerOutput = (
  service: ServiceDefinition,
  shape: OperationShape,
  output: unknown,
  requestId: string,
): Answer => {
  switch (service.protocol) {
    case 'ec2Query':
      return xml(200, ec2Output(service, shape, output, requestId), requestId);
    case 'awsQuery':
      return xml(200, queryOutput(service, shape, output, requestId), requestId);
    case 'awsJson1_0':
    case 'awsJson1_1':
      return json(200, service.protocol, encodeJson(shape.output, output), requestId);
  }
};

const ec2Output = (
  service: ServiceDefinition,
  shape: OperationShape,
  output: unknown,
  id: string,
): string => {
  const tag = `${shape.name}Response`;
  // An operation without an output answers `<return>true</return>`, which SDKs drop and people read.
  const content = shape.output === null ? '<return>true</return>' : membersOf(shape.output, output);
  return `<${tag} xmlns="${service.xmlNamespace}"><requestId>${id}</requestId>${content}</${tag}>`;
};

const queryOutput = (
  service: ServiceDefinition,
  shape: OperationShape,
  output: unknown,
  id: string,
): string => {
  const [tag, inner] = [`${shape.name}Response`, `${shape.name}Result`];
  const result = shape.output === null ? '' : `<${inner}>${membersOf(shape.output, output)}</${inner}>`;
  const metadata = `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>`;
  return `<${tag} xmlns="${service.xmlNamespace}">${result}${metadata}</${tag}>`;
};

const membersOf = (schema: NormalizedSchema, output: unknown): string =>
  typeof output === 'object' && output !== null ? xmlMembers(schema, output) : '';

/** A refusal in the service's protocol. The SDK's error shapes say which query code belongs to which exception. */
export const answerError = (service: ServiceDefinition, error: AwsError, requestId: string): Answer => {
  const shape = errorShape(service, error.code);
  switch (service.protocol) {
    case 'ec2Query':
      return xml(error.status, ec2Error(error, requestId), requestId);
    case 'awsQuery':
      return xml(
        shape?.status ?? error.status,
        queryError(shape?.queryCode ?? error.code, error, service.xmlNamespace, requestId),
        requestId,
      );
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const type = shape?.name ?? error.code;
      const body = JSON.stringify({
        __type: `${shape?.prefix ?? ''}${type}`,
        message: error.message,
        Message: error.message,
      });
      const answer = json(error.status, service.protocol, body, requestId);
      const queryCode = shape?.queryCode ?? null;
      const query = queryCode === null ? {} : { 'x-amzn-query-error': `${queryCode};${fault(error)}` };
      return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': type, ...query } };
    }
  }
};

/** A refusal of a request of which no service's definition is known: in XML for Query and REST, in JSON for the rest. */
export const answerUnrouted = (asJson: boolean, error: AwsError, requestId: string): Answer => {
  if (!asJson) return xml(error.status, ec2Error(error, requestId), requestId);
  const body = JSON.stringify({ __type: error.code, message: error.message });
  const answer = json(error.status, 'awsJson1_1', body, requestId);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.code } };
};

/** A refusal as S3 writes it. */
export const answerS3Error = (error: AwsError, requestId: string): Answer =>
  xml(
    error.status,
    `<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`,
    requestId,
  );

const ec2Error = (error: AwsError, requestId: string): string =>
  `<Response><Errors><Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error></Errors>` +
  `<RequestID>${requestId}</RequestID></Response>`;

const queryError = (code: string, error: AwsError, namespace: string, requestId: string): string =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>${fault(error)}</Type><Code>${escapeXml(code)}</Code>` +
  `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;

const fault = (error: AwsError): string => (error.status < 500 ? 'Sender' : 'Receiver');

const xml = (status: number, body: string, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

const json = (
  status: number,
  protocol: 'awsJson1_0' | 'awsJson1_1',
  body: string,
  requestId: string,
): Answer => ({
  status,
  headers: {
    'content-type': `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`,
    'x-amzn-requestid': requestId,
  },
  body,
});

interface ErrorShape {
  readonly name: string;
  readonly prefix: string;
  readonly queryCode: string | null;
  readonly status: number | null;
}

// A static error schema is [-3, namespace, name, traits, …]; its trait awsQueryError is [code, status].
const ERROR = -3;

const errorShape = (service: ServiceDefinition, code: string): ErrorShape | null => {
  for (const schema of Object.values(service.schemas)) {
    if (!Array.isArray(schema) || schema[0] !== ERROR) continue;
    const query: unknown = Reflect.get(schemaOf(schema).getMergedTraits(), 'awsQueryError');
    const [queryCode, status] = Array.isArray(query) ? (query as readonly unknown[]) : [];
    if (schema[2] !== code && queryCode !== code) continue;
    return {
      name: String(schema[2]),
      prefix: service.protocol === 'awsJson1_0' ? `${String(schema[1])}#` : '',
      queryCode: typeof queryCode === 'string' ? queryCode : null,
      status: typeof status === 'number' ? status : null,
    };
  }
  return null;
};
