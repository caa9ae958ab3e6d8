import { sha256Hex } from '../model/hash.ts';
import type { CallerProof } from '../model/request.ts';
import type { Callers } from '../ports/callers.ts';
import { Fault } from '../model/fault.ts';
import { asFault } from './faults.ts';
import { sendRequest, signedHeaders, type SigningCredentials } from './signed-request.ts';

/** Whose STS is asked; `endpoint` is that of a sandbox. */
interface Place {
  readonly region: string;
  readonly endpoint?: string;
}

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';
/** Signed with the rest, so that the proof is good for nothing else. */
const ABOUT = 'x-ami-warden-request';

const urlOf = ({ region, endpoint }: Place): URL =>
  new URL(endpoint === undefined ? `https://sts.${region}.amazonaws.com/` : `${endpoint}/`);

const headersFor = (about: string): Readonly<Record<string, string>> => ({
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  [ABOUT]: sha256Hex(about),
});

/** Signs a proof of who one is, for one request. `about`: what it is for, word by word the same as the receiver makes of it. */
export const proveCaller = async (
  place: Place & { readonly credentials: () => Promise<SigningCredentials>; readonly at: Date },
  about: string,
): Promise<CallerProof> => {
  const headers = await signedHeaders({
    url: urlOf(place),
    region: place.region,
    service: 'sts',
    headers: headersFor(about),
    credentials: place.credentials,
    at: place.at,
    body: BODY,
  });
  const token = headers['x-amz-security-token'];
  return {
    authorization: headers['authorization'] ?? '',
    date: headers['x-amz-date'] ?? '',
    ...(token === undefined ? {} : { token }),
  };
};

// What has to be signed: without it, a signature made for something else would do.
const SIGNED = ['host', ABOUT, 'x-amz-date'];
const FORM =
  /^AWS4-HMAC-SHA256 Credential=[\w/+=.-]+, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

/** Sends the request that a proof signs to AWS's own STS: whoever signed it is the one whom AWS names. */
export const stsCallers = (place: Place): Callers => ({
  identify: async ({ authorization, date, token }, about) => {
    const signed = FORM.exec(authorization)?.[1]?.split(';') ?? [];
    if (!SIGNED.every((name) => signed.includes(name))) return null;
    const url = urlOf(place);
    const { status, body } = await asFault(
      'GetCallerIdentity',
      sendRequest(url, BODY, {
        ...headersFor(about),
        authorization,
        'x-amz-date': date,
        ...(signed.includes('x-amz-content-sha256') ? { 'x-amz-content-sha256': sha256Hex(BODY) } : {}),
        ...(token === undefined ? {} : { 'x-amz-security-token': token }),
      }),
    );
    if (status === 200) return /<Arn>(arn:[^<]+)<\/Arn>/.exec(body)?.[1] ?? null;
    if (status < 500 && status !== 429) return null;
    throw new Fault('GetCallerIdentity', `HTTP${String(status)}`, 'STS gave no answer', { retryable: true });
  },
});
