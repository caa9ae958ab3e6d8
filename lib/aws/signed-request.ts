import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import { asFault } from './faults.ts';
import { Sha256 } from './sha256.ts';

/** What AWS signatures are made with; an SDK client's `config.credentials` gives it. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignedRequest {
  readonly url: URL;
  readonly region: string;
  /** The service's name in the signature, such as `s3`. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: () => Promise<SigningCredentials>;
  readonly at: Date;
  /** Sent by POST; a GET when absent. */
  readonly body?: string;
  /** Longest wait, in milliseconds; 5,000 when absent. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const TIMEOUT_MS = 5_000;

const read = async (answer: IncomingMessage): Promise<HttpAnswer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk as Uint8Array));
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
};

/** One request as it is, a GET without a body; rejects with what node:https throws. */
export const sendRequest = async (
  url: URL,
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
  timeoutMs = TIMEOUT_MS,
): Promise<HttpAnswer> => {
  const open = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    open(url, { method: methodOf(body), headers: { ...headers }, signal }, resolve)
      .on('error', reject)
      .end(body);
  });
  return read(answer);
};

const methodOf = (body: string | undefined): 'GET' | 'POST' => (body === undefined ? 'GET' : 'POST');

/** The headers that go with the request, `authorization` among them. */
export const signedHeaders = async ({
  url,
  region,
  service,
  headers,
  credentials,
  at,
  body,
}: SignedRequest): Promise<Readonly<Record<string, string>>> => {
  // S3 alone signs the path as it is sent; elsewhere it is escaped once more.
  const signer = new SignatureV4({
    credentials,
    region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign(
    {
      method: methodOf(body),
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    },
    { signingDate: at },
  );
  return signed.headers;
};

/**
 * One request, signed by AWS Signature Version 4, by node:https: the SDK's clients have loaded it anyway, while the first `fetch` of
 * a process costs some 25 ms. Answers whatever status came; rejects with `Fault` when none did in time.
 */
export const signedRequest = (request: SignedRequest): Promise<HttpAnswer> =>
  asFault(
    `${methodOf(request.body)} ${request.url.host}`,
    signedHeaders(request).then((headers) =>
      sendRequest(request.url, request.body, headers, request.timeoutMs),
    ),
  );
