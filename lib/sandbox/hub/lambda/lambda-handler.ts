import { text } from 'node:stream/consumers';
import { AwsError, type RawHandler } from '../../wire/service.ts';

/** A function that can be invoked: its event in, its answer out, both as JSON knows them. Rejects with what it failed with. */
export type Invoked = (event: unknown, requestId: string) => Promise<unknown>;

const PATH = /^\/2015-03-31\/functions\/(?:arn:aws:lambda:[^/]*:function:)?([\w-]+)\/invocations$/;

/** Lambda's Invoke, as far as somebody waits for the answer; the functions are those of the hub's account and region. */
export const lambdaHandler =
  (
    functions: ReadonlyMap<string, Invoked>,
    home: { readonly account: string; readonly region: string },
  ): RawHandler =>
  async ({ request, response, caller, region, requestId, authorise }) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = PATH.exec(decodeURIComponent(pathname))?.[1];
    if (name === undefined)
      throw new AwsError('UnknownOperationException', `${pathname}: only Invoke is modelled`);
    const arn = `arn:aws:lambda:${region}:${caller.account}:function:${name}`;
    authorise('lambda:InvokeFunction', arn);
    const run = caller.account === home.account && region === home.region ? functions.get(name) : undefined;
    if (run === undefined) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    }
    const event: unknown = JSON.parse((await text(request)) || '{}');
    const ended = await run(event, requestId).then(
      (answer) => ({ failed: {}, body: JSON.stringify(answer ?? null) }),
      (error: unknown) => ({
        failed: { 'x-amz-function-error': 'Unhandled' },
        body: JSON.stringify({
          errorType: error instanceof Error ? error.name : 'Error',
          errorMessage: error instanceof Error ? error.message : String(error),
        }),
      }),
    );
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      ...ended.failed,
    });
    response.end(ended.body);
  };
