import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** How one invocation ended: the handler's answer, or the error that the runtime client reported (`errorType`, `errorMessage`). */
export type Ended =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The side of Lambda that a runtime client talks to, for one function. */
export interface RuntimeApi {
  /** `host:port`, as in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands the event to the next client that asks. Resolves `failed` when the function could not even start. */
  readonly invoke: (event: unknown) => Promise<Ended>;
  readonly close: () => Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly end: (ended: Ended) => void;
}

/** Lambda's Runtime API (version 2018-06-01) on a free port of 127.0.0.1: as much of it as AWS's runtime client uses. `deadline`: by when an event that begins now has to be done. */
export const startRuntimeApi = async (functionName: string, deadline: () => number): Promise<RuntimeApi> => {
  const queued: Invocation[] = [];
  const running = new Map<string, Invocation>();
  const waiting: ServerResponse[] = [];
  let count = 0;

  const handOut = (): void => {
    const invocation = queued[0];
    const client = waiting[0];
    if (invocation === undefined || client === undefined) return;
    queued.shift();
    waiting.shift();
    running.set(invocation.id, invocation);
    client.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(deadline()),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:999988887777:function:${functionName}`,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000',
    });
    client.end(JSON.stringify(invocation.event));
  };

  const finish = (id: string, ended: Ended): void => {
    running.get(id)?.end(ended);
    running.delete(id);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [what = '', id = '', how = ''] =
      (request.url ?? '').split('/runtime/')[1]?.split('/').slice(0, 3) ?? [];
    if (what === 'invocation' && id === 'next') {
      waiting.push(response);
      handOut();
      return;
    }
    const body: unknown = JSON.parse((await text(request)) || 'null');
    if (how === 'response') finish(id, { kind: 'answered', body });
    if (how === 'error') finish(id, { kind: 'failed', error: body });
    if (what === 'init') for (const { end } of queued.splice(0)) end({ kind: 'failed', error: body });
    response.writeHead(202).end('{}');
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Runtime API has no port');

  return {
    address: `127.0.0.1:${String(address.port)}`,
    invoke: (event) =>
      new Promise((end) => {
        count += 1;
        const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
        queued.push({ id, event, end });
        handOut();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
