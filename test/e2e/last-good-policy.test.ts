import {
  EC2Client,
  ModifyImageAttributeCommand,
  type LaunchPermissionModifications,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const ACCOUNT = '111122223333';

let sandbox: Sandbox;
let client: EC2Client;
const happenings: Happening[] = [];

const compiled = (rules: string): PolicyBundle => {
  const policy = compilePolicy([
    {
      name: 'p.yaml',
      text: `version: 1\nrules: ${rules}\nnotify: { default: { slack: '#cloud-security' } }`,
    },
  ]);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  return policy.bundle;
};

const put = (text: string): void => {
  sandbox.hub.bucket.put('policy.json', text, 'application/json');
};

/** What the guard did over more than a minute, so that it looked for another policy, and a share that it heard of. */
const guardOn = async (LaunchPermission: LaunchPermissionModifications) => {
  happenings.length = 0;
  sandbox.clock.advance(61_000);
  await sandbox.hub.idle();
  await client.send(new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission }));
  sandbox.clock.advance(61_000);
  await sandbox.hub.idle();
  const evaluations = happenings.flatMap((one) => (one.kind === 'judged' ? [one.evaluation] : []));
  return {
    hashes: [...new Set(evaluations.map(({ policyHash }) => policyHash))],
    verdicts: evaluations[0]?.verdicts.map(({ rule, verdict }) => [rule, verdict]),
    refusals: happenings.flatMap((one) =>
      one.kind === 'fault' && one.where === 'policy' ? [one.message] : [],
    ),
  };
};

const GOOD = compiled('{ public-sharing: { mode: notify } }');
const PUBLIC = { Add: [{ Group: 'all' as const }] };
const PRIVATE = { Remove: [{ Group: 'all' as const }] };

beforeAll(async () => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  put(bundleJson(GOOD));
  attachService(sandbox, { note: (happening) => happenings.push(happening) });
  client = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

describe('a running guard', () => {
  test('judges by the policy that lies in the bucket', async () => {
    expect(await guardOn(PUBLIC)).toEqual({
      hashes: [GOOD.hash],
      verdicts: [['public-sharing', 'fail']],
      refusals: [],
    });
  });

  test.each([
    ['is no JSON', 'version: 1\nrules: {}', 'the policy bundle is refused: not JSON'],
    [
      'was changed by hand',
      bundleJson(GOOD).replace('"mode":"notify"', '"mode":"off"'),
      'it was changed after it was compiled',
    ],
    ['is of another version', JSON.stringify({ ...GOOD, version: 2 }), 'version 2: expected 1'],
    [
      'asks for what this version does not know',
      bundleJson(GOOD).replace('"public-sharing"', '"astrology"'),
      'the policy bundle is refused: ',
    ],
    ['is a bomb', '[['.repeat(500_000), 'the policy bundle is refused: not JSON'],
  ])('keeps its last good one when the next %s, and tells of it', async (_, text, why) => {
    put(text);
    const hidden = await guardOn(PRIVATE);
    expect(hidden.hashes).toEqual([GOOD.hash]);
    const open = await guardOn(PUBLIC);
    expect(open.hashes).toEqual([GOOD.hash]);
    expect(open.verdicts).toEqual([['public-sharing', 'fail']]);
    // Once for one version of the object, however often it is looked at.
    const refusals = [...hidden.refusals, ...open.refusals];
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toContain(why);
  });

  test('goes over to a good one again', async () => {
    const next = compiled('{ public-sharing: { mode: audit }, naming: { pattern: ^golden- } }');
    put(bundleJson(next));
    const { hashes, refusals } = await guardOn(PRIVATE);
    expect({ hashes, refusals }).toEqual({ hashes: [next.hash], refusals: [] });
  });
});
