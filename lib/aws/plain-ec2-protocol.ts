import { Readable } from 'node:stream';
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { PlainXml } from './plain-xml.ts';

type Deserialize = AwsEc2QueryProtocol['deserializeResponse'];

/**
 * EC2's protocol for a client that reads whole estates: its answers are the SDK's own, member for member, at a fifth of the
 * price. What is not plain XML, and every error, goes through the SDK's deserialiser as ever.
 */
export class PlainEc2Protocol extends AwsEc2QueryProtocol {
  private readonly plain = new PlainXml(
    (schema, text) => this.deserializer.readSchema(schema, text) as unknown,
  );
  // A page of a thousand images is more than a megabyte: one such buffer serves page after page. Nothing of what is read lies in it.
  private spare: Buffer | null = null;

  override async deserializeResponse<Output extends { $metadata: object }>(
    ...[operation, context, response]: Parameters<Deserialize>
  ): Promise<Output> {
    if (response.statusCode >= 300 || !(response.body instanceof Readable))
      return super.deserializeResponse(operation, context, response);
    const bytes = await this.collect(response.body);
    const plain = this.plain.read(NormalizedSchema.of(operation.output), bytes);
    // A copy, because the SDK may keep what it is given for as long as it likes.
    const body = plain === null ? Uint8Array.from(bytes) : null;
    this.spare = Buffer.from(bytes.buffer);
    if (body !== null)
      return super.deserializeResponse(operation, context, Object.assign(response, { body }));
    return { ...plain, $metadata: this.deserializeMetadata(response) } as unknown as Output;
  }

  private async collect(body: Readable): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
    }
    const { spare } = this;
    this.spare = null;
    const bytes = spare !== null && spare.length >= length ? spare : Buffer.from(new ArrayBuffer(2 * length));
    let at = 0;
    for (const chunk of chunks) at += chunk.copy(bytes, at);
    return bytes.subarray(0, length);
  }
}
