/** Which faults are to happen by themselves. Chances are 0 to 1, times are milliseconds. */
export interface FaultSpec {
  /** `aws`: the token buckets of AWS. */
  readonly throttle: 'off' | 'aws';
  readonly latencyMs: number;
  /** Calls that end with a server error (500 or 503) before anything is done. */
  readonly error5xx: number;
  readonly denied: readonly DeniedCall[];
  /** Events that never arrive, arrive twice, arrive `lateMs` later, or overtake one another. */
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly lateMs: number;
  readonly shuffled: number;
  /** Images that are gone when they are read, as if somebody had deregistered them. */
  readonly vanish: number;
  /** For so long a new image is NotFound, and reads show what was before. */
  readonly staleMs: number;
}

/** A call that an account, or every one, may not make. */
interface DeniedCall {
  readonly operation: string;
  readonly account: string | null;
}

export const NO_FAULTS: FaultSpec = {
  throttle: 'off',
  latencyMs: 0,
  error5xx: 0,
  denied: [],
  lost: 0,
  doubled: 0,
  late: 0,
  lateMs: 60_000,
  shuffled: 0,
  vanish: 0,
  staleMs: 0,
};

/** The faults of a text, or every mistake in it as one sentence each. */
export type ParsedFaults =
  | { readonly ok: true; readonly faults: FaultSpec }
  | { readonly ok: false; readonly problems: readonly string[] };

const CHANCE = 'a chance such as 1% or 0.5%';
const TIME = 'a time such as 20ms, 2s or 1m';

type Change = Partial<FaultSpec> | string;

const READERS: Readonly<Record<string, (value: string, before: FaultSpec) => Change>> = {
  throttle: (value) => (value === 'aws' || value === 'off' ? { throttle: value } : 'aws or off'),
  latency: (value) => time(value, (latencyMs) => ({ latencyMs })),
  error5xx: (value) => chance(value, (error5xx) => ({ error5xx })),
  denied: (value, { denied }) => {
    const [, operation, account] = /^([A-Z][A-Za-z0-9]*)(?:@(\d{12}))?$/.exec(value) ?? [];
    if (operation === undefined)
      return 'an operation, and an account if not all: DescribeImages@111122223333';
    return { denied: [...denied, { operation, account: account ?? null }] };
  },
  lost: (value) => chance(value, (lost) => ({ lost })),
  doubled: (value) => chance(value, (doubled) => ({ doubled })),
  late: (value) => {
    const [share = '', by] = value.split('/');
    return chance(
      share,
      (late) => (by === undefined ? { late } : time(by, (lateMs) => ({ late, lateMs }))),
      `${CHANCE}, and how late if not 1m: 1%/30s`,
    );
  },
  shuffled: (value) => chance(value, (shuffled) => ({ shuffled })),
  vanish: (value) => chance(value, (vanish) => ({ vanish })),
  stale: (value) => time(value, (staleMs) => ({ staleMs })),
};

/** Reads `throttle=aws,latency=20ms,lost=1%,denied=DescribeImages@111122223333`; `denied` may stand several times. */
export const parseFaults = (text: string): ParsedFaults => {
  const problems: string[] = [];
  let faults = NO_FAULTS;
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = split(part);
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read === undefined) {
      problems.push(`${name}: there is no such fault; there are ${Object.keys(READERS).join(', ')}`);
      continue;
    }
    const change = read(value, faults);
    if (typeof change === 'string')
      problems.push(`${name}: expected ${change}${value === '' ? '' : `, not ${value}`}`);
    else faults = { ...faults, ...change };
  }
  return problems.length === 0 ? { ok: true, faults } : { ok: false, problems };
};

const split = (part: string): readonly string[] => {
  const at = part.indexOf('=');
  return at < 0 ? [part] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
};

const chance = (value: string, use: (chance: number) => Change, expected = CHANCE): Change => {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(value)?.[1];
  return percent === undefined || Number(percent) > 100 ? expected : use(Number(percent) / 100);
};

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const time = (value: string, use: (milliseconds: number) => Change): Change => {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  const factor = MILLISECONDS[unit];
  return count === undefined || factor === undefined ? TIME : use(Math.round(Number(count) * factor));
};
