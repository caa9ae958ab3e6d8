import { describe, expect, it } from 'vitest';
import { NO_FAULTS, parseFaults } from '../../../../lib/sandbox/faults/spec.ts';

describe('a text of faults', () => {
  it('says what is to happen', () => {
    const text =
      'throttle=aws, latency=20ms,error5xx=2%,lost=1%,doubled=0.5%,late=3%/30s,shuffled=4%,vanish=100%,stale=2s,' +
      'denied=DescribeImages@111122223333,denied=ModifyImageAttribute';
    expect(parseFaults(text)).toEqual({
      ok: true,
      faults: {
        throttle: 'aws',
        latencyMs: 20,
        error5xx: 0.02,
        denied: [
          { operation: 'DescribeImages', account: '111122223333' },
          { operation: 'ModifyImageAttribute', account: null },
        ],
        lost: 0.01,
        doubled: 0.005,
        late: 0.03,
        lateMs: 30_000,
        shuffled: 0.04,
        vanish: 1,
        staleMs: 2000,
      },
    });
  });

  it('may say nothing', () => {
    expect(parseFaults('')).toEqual({ ok: true, faults: NO_FAULTS });
    expect(parseFaults('late=1%')).toMatchObject({ ok: true, faults: { late: 0.01, lateMs: 60_000 } });
  });

  it.each([
    [
      'losst=1%',
      'losst: there is no such fault; there are throttle, latency, error5xx, denied, lost, doubled, late, shuffled, vanish, stale',
    ],
    ['constructor=1%', /^constructor: there is no such fault/],
    ['lost=1', 'lost: expected a chance such as 1% or 0.5%, not 1'],
    ['lost=101%', 'lost: expected a chance such as 1% or 0.5%, not 101%'],
    ['lost', 'lost: expected a chance such as 1% or 0.5%'],
    ['latency=20', 'latency: expected a time such as 20ms, 2s or 1m, not 20'],
    ['throttle=hard', 'throttle: expected aws or off, not hard'],
    ['late=soon', 'late: expected a chance such as 1% or 0.5%, and how late if not 1m: 1%/30s, not soon'],
    ['late=1%/soon', 'late: expected a time such as 20ms, 2s or 1m, not 1%/soon'],
    [
      'denied=DescribeImages@1234',
      'denied: expected an operation, and an account if not all: DescribeImages@111122223333, not DescribeImages@1234',
    ],
  ])('%s is refused, saying what is allowed', (text, problem) => {
    const parsed = parseFaults(text);
    expect(parsed).toEqual({
      ok: false,
      problems: [typeof problem === 'string' ? problem : (expect.stringMatching(problem) as string)],
    });
  });

  it('has every mistake told at once', () => {
    expect(parseFaults('lost=1,latency=2,stale=1s')).toMatchObject({
      ok: false,
      problems: [/^lost/, /^latency/].map((start) => expect.stringMatching(start) as string),
    });
  });
});
