import type { IncomingMessage } from 'node:http';
import { Region } from '../../model/ids.ts';

/** Who signed a request and for what, as its SigV4 credential says. The signature itself is not verified. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: Region;
  readonly signingName: string;
  readonly sessionToken: string | null;
}

/** The credential of the `Authorization` header, or of a presigned URL's query; null for an unsigned or garbled one. */
export const readCredential = (request: IncomingMessage, url: URL): Credential | null => {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const scope = header ?? url.searchParams.get('X-Amz-Credential');
  const parts = scope?.split('/') ?? [];
  if (parts.length < 5 || parts.at(-1) !== 'aws4_request') return null;
  // A key id may hold slashes in principle; the four parts after it may not.
  const [regionName, signingName] = [parts.at(-3), parts.at(-2)];
  const region = Region.safeParse(regionName);
  if (!region.success || signingName === undefined || signingName === '') return null;
  const token = request.headers['x-amz-security-token'] ?? url.searchParams.get('X-Amz-Security-Token');
  return {
    accessKeyId: parts.slice(0, -4).join('/'),
    region: region.data,
    signingName,
    sessionToken: typeof token === 'string' ? token : null,
  };
};
