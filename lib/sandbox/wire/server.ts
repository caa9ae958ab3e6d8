import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerS3Error, answerUnrouted, type Answer } from './answer.ts';
import { answerCall, type CallGates } from './call.ts';
import { commonError } from './common-error.ts';
import { readCredential, type Credential } from './credential.ts';
import { AwsError, type RawHandler, type ServiceDefinition } from './service.ts';

/** Answers a request that is none of AWS's, by its path. */
export type PathHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** The HTTP endpoint: routes signed requests by the service in their SigV4 credential, others by path. Listens on 127.0.0.1 alone. */
export class WireServer {
  private readonly gates: CallGates;
  private readonly nextRequestId: () => string;
  private readonly services = new Map<string, ServiceDefinition>();
  private readonly raw = new Map<string, RawHandler>();
  private readonly paths: { readonly prefix: string; readonly handler: PathHandler }[] = [];
  private readonly server: Server;

  constructor(gates: CallGates, nextRequestId: () => string) {
    this.gates = gates;
    this.nextRequestId = nextRequestId;
    this.server = createServer((request, response) => {
      void this.handle(request, response);
    });
  }

  serve(service: ServiceDefinition): void {
    this.services.set(service.signingName, service);
  }

  /** Hands the requests of this service on undecoded, its body unread. */
  serveRaw(signingName: string, handler: RawHandler): void {
    this.raw.set(signingName, handler);
  }

  /** Answers unsigned requests whose path begins so. */
  servePath(prefix: string, handler: PathHandler): void {
    this.paths.push({ prefix, handler });
  }

  /** Begins to listen; 0 takes a free port. Rejects when the port is taken (`EADDRINUSE`). Answers the endpoint's URL. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the endpoint has no port');
    return `http://127.0.0.1:${String(address.port)}`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = this.nextRequestId();
    try {
      const answer = await this.route(request, response, requestId);
      if (answer !== null) send(response, answer);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const failure = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      send(response, answerUnrouted(wantsJson(request), failure, requestId));
    }
  }

  private async route(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<Answer | null> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = this.paths.find(({ prefix }) => url.pathname.startsWith(prefix));
    if (path !== undefined) {
      await path.handler(request, response);
      return null;
    }
    const credential = readCredential(request, url);
    if (credential === null) throw new AwsError('MissingAuthenticationToken', UNSIGNED, 403);
    const service = this.services.get(credential.signingName);
    if (service !== undefined) {
      const body = await text(request);
      return answerCall(service, { request, url, body, credential, requestId }, this.gates);
    }
    const raw = this.raw.get(credential.signingName);
    if (raw !== undefined) return this.handOn(raw, credential, request, response, requestId);
    const served = [...this.services.keys(), ...this.raw.keys()].sort().join(', ');
    throw new AwsError(
      'UnknownService',
      `This sandbox has no service ${credential.signingName}; it serves ${served}.`,
    );
  }

  private async handOn(
    handler: RawHandler,
    credential: Credential,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<Answer | null> {
    const { accessKeyId, sessionToken, region, signingName } = credential;
    const service = { signingName, protocol: 'raw' } as const;
    const { callers } = this.gates;
    try {
      const caller = callers.resolve(accessKeyId, sessionToken, service);
      const authorise = (action: string, resource?: string): void => {
        callers.authorise(caller, action, service, resource ?? null);
      };
      await handler({ request, response, caller, region, requestId, authorise });
      return null;
    } catch (error) {
      if (response.headersSent) throw error;
      const failure = error instanceof AwsError ? error : commonError('internal', service, String(error));
      return signingName === 's3'
        ? answerS3Error(failure, requestId)
        : answerUnrouted(true, failure, requestId);
    }
  }
}

const UNSIGNED =
  'Request is missing Authentication Token: sign it (SigV4), with the id of the calling account as access key id and any secret.';

const wantsJson = (request: IncomingMessage): boolean =>
  request.headers['x-amz-target'] !== undefined || (request.headers['content-type'] ?? '').includes('json');

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  // Bytes, because a socket takes long over a text of a megabyte that was put together from pieces.
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.byteLength });
  response.end(bytes);
};
