import { EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { it } from 'vitest';
import { startWorld } from '../../bench/world.ts';
import { runtimeClient } from '../e2e/lambda-runtime/runtime-client.ts';
it('x', async () => {
  const client = await runtimeClient();
  if (client.kind === 'missing') throw new Error('x');
  const world = await startWorld(client.file);
  const ec2 = new EC2Client({ endpoint: world.sandbox.endpoint, region: 'us-east-1', credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' } });
  await ec2.send(new ModifyImageAttributeCommand({ ImageId: 'ami-0aaaaaaaaaaaaaa01', LaunchPermission: { Add: [{ UserId: '012345678901' }] } }));
  for (const name of ['guard', 'remediate'] as const) {
    const f = await world.functions.start(name);
    try { console.log(JSON.stringify(await f.invoke(world.takeBatch(name)))); } catch (e) { console.log(String(e)); }
    console.log(f.log().slice(-6000));
  }
  console.log(world.sandbox.calls.of({service:'ec2'}).map((c)=>c.operation+' '+JSON.stringify(c.outcome??'').slice(0,80)).join('\n'));
  await world.close();
}, 60000);
