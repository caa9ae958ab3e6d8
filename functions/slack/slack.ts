import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { answerCall } from '../../lib/app/answer-call.ts';
import type { InteractionPorts } from '../../lib/app/interaction-ports.ts';

/** What Slack sends when somebody clicks or sends a form, by HTTP. Whatever else comes gets a status and nothing more. */
export const makeSlack =
  (ports: InteractionPorts) =>
  async ({
    headers,
    body = '',
    isBase64Encoded,
  }: Pick<
    LambdaFunctionURLEvent,
    'headers' | 'body' | 'isBase64Encoded'
  >): Promise<LambdaFunctionURLResult> => {
    const call = {
      // A function URL gives header names in small letters.
      signature: headers['x-slack-signature'] ?? null,
      timestamp: headers['x-slack-request-timestamp'] ?? null,
      body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    };
    const { status, json } = await answerCall(call, ports);
    if (json === null) return { statusCode: status };
    return {
      statusCode: status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    };
  };
