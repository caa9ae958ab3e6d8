import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { PauseSwitch } from '../ports/pause.ts';
import { asFault } from './faults.ts';

/** Sets the parameter that `ssmPause` reads, whatever it was. A file of its own: no function has the right, nor the code. */
export const ssmPauseSwitch = (ssm: SSMClient, name: string): PauseSwitch => ({
  set: async ({ kind, ...told }) => {
    const Value = JSON.stringify({ paused: kind === 'paused', ...told });
    const command = new PutParameterCommand({ Name: name, Value, Type: 'String', Overwrite: true });
    await asFault('PutParameter', ssm.send(command));
  },
});
