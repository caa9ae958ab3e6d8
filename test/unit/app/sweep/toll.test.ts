import { expect, test } from 'vitest';
import { makeToll } from '../../../../lib/app/sweep/toll.ts';
import { Fault } from '../../../../lib/model/fault.ts';

const slow = new Fault('DescribeImageAttribute', 'RequestLimitExceeded', 'slower', { retryable: true });
const ill = new Fault('DescribeImages', 'InternalError', 'ill', { retryable: true });
const denied = new Fault('DescribeImages', 'UnauthorizedOperation', 'no', { retryable: false });

/** A clock that goes on by as much as is waited. */
const world = () => {
  let now = Date.parse('2026-03-01T10:00:00.000Z');
  const begin = now;
  return {
    clock: { now: () => new Date(now) },
    pause: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
    seconds: () => (now - begin) / 1000,
  };
};

const never = () => false;

test('a quarter of the bucket is 25 at once and 5 a second after that, for each operation by itself', async () => {
  const ports = world();
  const toll = makeToll(0.25, ports, never);
  for (let call = 0; call < 25; call += 1)
    await toll.pass('DescribeImageAttribute', () => Promise.resolve(1));
  expect(ports.seconds()).toBe(0);
  for (let call = 0; call < 50; call += 1)
    await toll.pass('DescribeImageAttribute', () => Promise.resolve(1));
  expect(ports.seconds()).toBeCloseTo(10, 0);
  const before = ports.seconds();
  await toll.pass('DescribeImages', () => Promise.resolve(1));
  expect(ports.seconds()).toBe(before);
  expect(toll.calls).toEqual({ DescribeImageAttribute: 75, DescribeImages: 1 });
});

test('each "slower" halves the rate, and successes give it back bit by bit', async () => {
  const ports = world();
  const toll = makeToll(1, ports, never);
  const answers = [slow, slow, 'ok'];
  const answer = await toll.pass('DescribeImageAttribute', () => {
    const next = answers.shift();
    return next instanceof Fault ? Promise.reject(next) : Promise.resolve(next);
  });
  expect(answer).toBe('ok');
  expect(toll.aSecond('DescribeImageAttribute')).toBeCloseTo(5.2, 5);
  expect(toll.aSecond('DescribeImages')).toBe(20);
  for (let call = 0; call < 100; call += 1)
    await toll.pass('DescribeImageAttribute', () => Promise.resolve(1));
  expect(toll.aSecond('DescribeImageAttribute')).toBe(20);
});

test('beside somebody who takes half of the bucket it settles at the other half, and loses nothing', async () => {
  const ports = world();
  const toll = makeToll(1, ports, never);
  // What is left of EC2's bucket: 10 a second.
  let [tokens, filled, refused] = [10, 0, 0];
  const send = () => {
    tokens = Math.min(10, tokens + (ports.seconds() - filled) * 10);
    filled = ports.seconds();
    if (tokens < 1) {
      refused += 1;
      return Promise.reject(slow);
    }
    tokens -= 1;
    return Promise.resolve(1);
  };
  for (let call = 0; call < 600; call += 1) await toll.pass('DescribeImageAttribute', send);
  const rate = 600 / ports.seconds();
  expect(rate).toBeGreaterThan(7);
  expect(rate).toBeLessThan(11);
  expect(refused).toBeLessThan(60);
});

test('what is ill is tried four times, what is throttled ten times, and what is denied once', async () => {
  const ports = world();
  const toll = makeToll(1, ports, never);
  for (const fault of [ill, slow, denied]) {
    await expect(toll.pass(fault.code, () => Promise.reject(fault))).rejects.toBe(fault);
  }
  expect(toll.calls).toEqual({ InternalError: 4, RequestLimitExceeded: 10, UnauthorizedOperation: 1 });
});

test('nothing is tried again when time is over', async () => {
  const toll = makeToll(1, world(), () => true);
  await expect(toll.pass('DescribeImages', () => Promise.reject(ill))).rejects.toBe(ill);
  expect(toll.calls).toEqual({ DescribeImages: 1 });
});
