import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';

type Called = Pick<LambdaFunctionURLEvent, 'headers' | 'body' | 'isBase64Encoded'>;
type Handle = (event: Called) => Promise<LambdaFunctionURLResult>;

/**
 * A Lambda function URL without IAM: hands on what comes by HTTP as Lambda does. Bodies are text for text's own content types and JSON, and
 * Base64 for all others, forms among them (Lambda developer guide, "Request and response payloads").
 */
export class FunctionUrl {
  private handle: Handle | null = null;

  /** Puts a function behind the URL. */
  attach(handle: Handle): void {
    this.handle = handle;
  }

  readonly handler = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    if (this.handle === null) {
      response.writeHead(403).end();
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]),
    );
    const isText = /^(text\/|application\/(json|xml|javascript))/.test(headers['content-type'] ?? '');
    const answer = await this.answer({
      headers,
      body: body.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
    });
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  };

  /** A function that throws is Lambda's 502. */
  private async answer(event: Called) {
    try {
      const result = await this.handle?.(event);
      if (typeof result !== 'object') return { statusCode: 502, headers: {}, body: '' };
      const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]);
      return {
        statusCode: result.statusCode ?? 200,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: result.body ?? '',
      };
    } catch {
      return { statusCode: 502, headers: {}, body: 'Internal Server Error' };
    }
  }
}
