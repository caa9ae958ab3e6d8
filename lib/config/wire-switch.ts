import { userInfo } from 'node:os';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { provenAsker } from '../app/asker.ts';
import { ssmPauseSwitch } from '../aws/ssm-pause-switch.ts';
import { ssmPause } from '../aws/ssm-pause.ts';
import { stackOutputs } from '../aws/stack-outputs.ts';
import { sqlitePause } from '../local/pause.ts';
import type { PauseState } from '../model/pause.ts';
import { callerOf } from './own-credentials.ts';
import { outputOf, viaConfig, type ViaSettings } from './wire-via.ts';

/** A switch that stops all writing, in a person's hand. All of it rejects with `Fault`. */
export interface OpenSwitch {
  /** What it stops, for people. */
  readonly stops: string;
  /** Read anew each time. */
  readonly state: () => Promise<PauseState>;
  readonly set: (state: PauseState) => Promise<void>;
  /** The name of whoever has it in the hand: AWS's identity, or the user of this machine. */
  readonly who: () => Promise<string>;
  readonly close: () => void;
}

const clock = { now: (): Date => new Date() };

/** The switch of this machine's commands, in the file of their journal. */
export const openLocalSwitch = (path: string): OpenSwitch => {
  const { pause, close } = sqlitePause(path);
  return {
    stops: `commands with the journal ${path}`,
    state: () => pause.state(),
    set: (state) => pause.set(state),
    who: () => Promise.resolve(userInfo().username),
    close,
  };
};

/** The switch of a deployed service, found by its stack. Rejects with `Fault` when there is none. */
export const openStackSwitch = async (settings: ViaSettings): Promise<OpenSwitch> => {
  const config = viaConfig(settings);
  const outputs = await stackOutputs(new CloudFormationClient(config), settings.stack);
  const name = outputOf(outputs, settings.stack, 'PauseParameterName');
  const ssm = new SSMClient(config);
  const sts = new STSClient(config);
  return {
    stops: `the service ${settings.stack}`,
    state: () => ssmPause(ssm, name, clock).state(),
    set: (state) => ssmPauseSwitch(ssm, name).set(state),
    who: async () => provenAsker((await callerOf(sts)).arn, 'cli').name,
    close: () => {
      for (const client of [ssm, sts]) client.destroy();
    },
  };
};
