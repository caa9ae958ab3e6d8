import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { frozenSandbox } from './hub-world.ts';

const NOTICES = 'ami-warden-dev-notices.fifo';
const MINUTE_MS = 60_000;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await frozenSandbox();
});
afterEach(() => sandbox.close());

const bodies = (): readonly string[] => sandbox.hub.queues.messages(NOTICES).map(({ body }) => body);

it('our own rule ticks every five minutes, into the queue of notices', () => {
  sandbox.clock.advance(5 * MINUTE_MS - 1);
  expect(bodies()).toEqual([]);
  sandbox.clock.advance(1);
  sandbox.clock.advance(10 * MINUTE_MS);
  expect(bodies()).toEqual([
    '{"kind":"tick","at":"2026-03-02T09:05:00Z"}',
    '{"kind":"tick","at":"2026-03-02T09:10:00Z"}',
    '{"kind":"tick","at":"2026-03-02T09:15:00Z"}',
  ]);
  expect(sandbox.hub.queues.messages(NOTICES).map(({ groupId }) => groupId)).toEqual([
    'tick',
    'tick',
    'tick',
  ]);
  expect(sandbox.hub.schedules.refused).toEqual([]);
});

it('is still once it is stopped', () => {
  sandbox.hub.schedules.stop();
  sandbox.clock.advance(60 * MINUTE_MS);
  expect(bodies()).toEqual([]);
});
