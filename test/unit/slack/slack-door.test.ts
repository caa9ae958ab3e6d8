import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { slackDoor } from '../../../lib/slack/slack-door.ts';
import { faultOf } from './fault-of.ts';
import { bodyOf, click } from './interactions.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const SECRET = 'an-example-signing-secret';
const signed = (body: Buffer, secret = SECRET) => ({
  signature: `v0=${createHmac('sha256', secret).update('v0:1795428000:').update(body).digest('hex')}`,
  timestamp: '1795428000',
  body,
});
const door = (secret: string, asked: string[] = []) =>
  slackDoor({
    secret: () => {
      asked.push('secret');
      return Promise.resolve(secret);
    },
    secretParameter: '/ami-warden/dev/slack-signing-secret',
    clock: { now: () => NOW },
  });

describe('the door', () => {
  it('lets a click of Slack in', async () => {
    expect(await door(SECRET).open(signed(bodyOf(click)))).toMatchObject({ kind: 'interaction' });
    expect(await door(`${SECRET}\n`).open(signed(bodyOf(click)))).toMatchObject({ kind: 'interaction' });
  });

  it('tells what is from Slack and odd from what is not from Slack, whatever that says', async () => {
    const odd = bodyOf({ type: 'shortcut' });
    expect(await door(SECRET).open(signed(odd))).toEqual({ kind: 'odd', reason: 'type: invalid_union' });
    expect(await door(SECRET).open(signed(odd, 'some-other-signing-secret'))).toEqual({
      kind: 'unsigned',
      reason: 'another signature',
    });
  });

  it('asks for no secret where there is no signature', async () => {
    const asked: string[] = [];
    const call = { signature: null, timestamp: '1795428000', body: bodyOf(click) };
    expect(await door(SECRET, asked).open(call)).toMatchObject({ kind: 'unsigned' });
    expect(asked).toEqual([]);
  });

  it.each(['', '  ', 'short'])('lets nobody in by a secret that is none: %j', async (secret) => {
    const fault = await faultOf(door(secret).open(signed(bodyOf(click), secret.trim())));
    expect(fault.message).toBe(
      'slack: InvalidSecret: what /ami-warden/dev/slack-signing-secret holds is no signing secret',
    );
  });
});
