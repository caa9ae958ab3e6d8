import 'aws-sdk-client-mock-vitest/extend';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ssmPauseSwitch } from '../../../lib/aws/ssm-pause-switch.ts';
import { ssmPause } from '../../../lib/aws/ssm-pause.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const mock = mockClient(SSMClient);
const name = '/ami-warden/dev/paused';
const changed = new Date('2026-03-01T09:00:00.000Z');

beforeEach(() => {
  mock.reset();
});

const brake = (clock = handClock('2026-03-01T10:00:00.000Z')) => ssmPause(new SSMClient(dummy), name, clock);
const holding = (value: string | undefined) => {
  const Parameter = { LastModifiedDate: changed, ...(value === undefined ? {} : { Value: value }) };
  mock.on(GetParameterCommand).resolves({ Parameter });
};

describe('the switch that pauses writing', () => {
  it.each(['{"paused":false}', 'false', '{"paused":false,"by":"alice"}'])('%s: running', async (value) => {
    holding(value);
    expect(await brake().state()).toEqual({ kind: 'running' });
  });

  it.each([
    [
      '{"paused":true,"by":"alice","since":"2026-03-01T09:30:00.000Z","reason":"a bad policy"}',
      { by: 'alice', since: '2026-03-01T09:30:00.000Z', reason: 'a bad policy' },
    ],
    ['true', { by: null, since: '2026-03-01T09:00:00.000Z', reason: null }],
    ['{"paused":true,"by":null}', { by: null, since: '2026-03-01T09:00:00.000Z', reason: null }],
  ])('%s: paused', async (value, told) => {
    holding(value);
    expect(await brake().state()).toEqual({ kind: 'paused', ...told });
  });

  it.each(['', 'no', 'paused', '{}', '{"paused":"false"}', '[]', 'null', '0', undefined])(
    '%j is no answer',
    async (value) => {
      holding(value);
      await expect(brake().state()).rejects.toMatchObject({ name: 'Fault', code: 'Unreadable' });
    },
  );

  it('that is gone, or refused, is a fault, and is asked for again the next time', async () => {
    mock
      .on(GetParameterCommand)
      .rejectsOnce(awsError('ParameterNotFound', 'no'))
      .rejectsOnce(awsError('AccessDeniedException', 'no'))
      .resolves({ Parameter: { Value: 'false' } });
    const one = brake();
    await expect(one.state()).rejects.toMatchObject({ code: 'ParameterNotFound' });
    await expect(one.state()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(await one.state()).toEqual({ kind: 'running' });
  });

  it('is read again after 30 seconds', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const one = brake(clock);
    holding('false');
    expect(await one.state()).toEqual({ kind: 'running' });
    holding('true');
    clock.set('2026-03-01T10:00:29.999Z');
    expect(await one.state()).toEqual({ kind: 'running' });
    clock.set('2026-03-01T10:00:30.000Z');
    expect(await one.state()).toMatchObject({ kind: 'paused' });
  });

  it('is set over what was there', async () => {
    mock.on(PutParameterCommand).resolves({});
    const hand = ssmPauseSwitch(new SSMClient(dummy), name);
    await hand.set({ kind: 'paused', by: 'alice', since: '2026-03-01T10:00:00.000Z', reason: 'r' });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(PutParameterCommand, {
      Name: name,
      Value: '{"paused":true,"by":"alice","since":"2026-03-01T10:00:00.000Z","reason":"r"}',
      Type: 'String',
      Overwrite: true,
    });
    await hand.set({ kind: 'running' });
    expect(mock).toHaveReceivedNthCommandWith(PutParameterCommand, 2, { Value: '{"paused":false}' });
  });
});
