import { Fault } from '../model/fault.ts';
import { sha256Hex } from '../model/hash.ts';
import type { PolicyBundle } from '../model/policy.ts';
import { loadBundle } from '../policy/load-bundle.ts';
import type { Clock } from '../ports/clock.ts';
import type { WatchedPolicySource } from '../ports/policy-source.ts';
import { cached } from './cached.ts';
import { isRetryableCode } from './faults.ts';
import { signedRequest, type HttpAnswer, type SigningCredentials } from './signed-request.ts';

export interface S3PolicySettings {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly credentials: () => Promise<SigningCredentials>;
  readonly clock: Clock;
  /** Told, once for each version of the object, of a bundle that was refused; the last good one stays. */
  readonly onRefused: (problem: string) => void;
  /** Longest wait for S3, in milliseconds; 5,000 by default. */
  readonly timeoutMs?: number;
  /** Where S3 is, for a sandbox; AWS's own address of the bucket when absent. */
  readonly endpoint?: string;
}

const FRESH_MS = 60_000;

interface Loaded {
  readonly bundle: PolicyBundle | null;
  /** Of the object as it was last read, good or refused; null when S3 gave none. */
  readonly etag: string | null;
  /** Why the object as it was last read was refused; null when it was not. */
  readonly problem: string | null;
}

const NOTHING: Loaded = { bundle: null, etag: null, problem: null };

/** The address of the object: by virtual host at AWS, by path at an endpoint of its own. */
export const objectUrl = ({
  bucket,
  key,
  region,
  endpoint,
}: Pick<S3PolicySettings, 'bucket' | 'key' | 'region' | 'endpoint'>): URL => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (endpoint !== undefined) return new URL(`${endpoint}/${bucket}/${path}`);
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${bucket}.s3.${region}.${suffix}/${path}`);
};

const refusedBy = (url: URL, { status, body }: HttpAnswer): Fault => {
  const code = /<Code>([^<]+)<\/Code>/.exec(body)?.[1] ?? `HTTP${String(status)}`;
  return new Fault('GetObject', code, `${url.href} answered ${String(status)}`, {
    retryable: status >= 500 || status === 429 || isRetryableCode(code),
  });
};

const load = async (settings: S3PolicySettings, url: URL, last: Loaded): Promise<Loaded> => {
  const answer = await signedRequest({
    url,
    region: settings.region,
    service: 's3',
    headers: last.etag === null ? {} : { 'if-none-match': last.etag },
    credentials: settings.credentials,
    at: settings.clock.now(),
    ...(settings.timeoutMs === undefined ? {} : { timeoutMs: settings.timeoutMs }),
  });
  if (answer.status === 304) return last;
  if (answer.status !== 200) throw refusedBy(url, answer);
  const result = loadBundle(answer.body);
  const etag = answer.headers.etag ?? null;
  if (result.ok) return { bundle: result.bundle, etag, problem: null };
  settings.onRefused(result.problem);
  return { bundle: last.bundle, etag, problem: result.problem };
};

/**
 * The policy bundle from S3, looked for again once a minute, read again only when it changed. A bundle that does not validate is
 * refused and the last good one stays; with S3 out of reach the last good one stays for a day.
 */
export const s3Policy = (settings: S3PolicySettings): WatchedPolicySource => {
  const url = objectUrl(settings);
  const loaded = cached<Loaded>({
    clock: settings.clock,
    freshMs: FRESH_MS,
    load: (last) => load(settings, url, last ?? NOTHING),
    stale: { upToMs: 24 * 60 * 60 * 1000, retryMs: 10_000 },
  });
  return {
    policy: async () => {
      const { bundle, problem } = await loaded();
      if (bundle) return bundle;
      throw new Fault('GetObject', 'InvalidPolicy', problem ?? 'no policy', { retryable: false });
    },
    refusal: async () => {
      const { etag, problem } = await loaded();
      if (problem === null) return null;
      return { id: etag ?? sha256Hex(problem), where: `${settings.bucket}/${settings.key}`, problem };
    },
  };
};
