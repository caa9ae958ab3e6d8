import { COPY_OF } from '../../../lib/model/copy-tags.ts';
import type { ImageCopy } from '../../../lib/model/facts.ts';
import { type ImageId, SnapshotId } from '../../../lib/model/ids.ts';
import type { Datum, ImageFacts } from '../../../lib/model/image.ts';
import type { KeyFacts } from '../../../lib/model/key-facts.ts';
import type { PauseState } from '../../../lib/model/pause.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { plainImage } from '../plain-image.ts';
import { REF } from './stage.ts';

export const START = Date.parse('2026-11-23T10:00:00.000Z');
export const RUNNING: PauseState = { kind: 'running' };
export const PAUSED: PauseState = { kind: 'paused', by: 'alice', since: null, reason: 'a test' };

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1111';
export const SNAPSHOT = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');

const policyOf = (after: string): PolicyBundle => {
  const text = `
version: 1
name: copies
rules:
  sharing: { allow: { orgs: [self] } }
  encryption:
    mode: enforce
    remediate: { action: encrypted-copy, kmsKey: '${KEY}', source: { ${after} } }
notify: { default: { slack: '#all' } }
`;
  const compiled = compilePolicy([{ name: 'p.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

export const POLICY = policyOf('after: disable');
/** The same, and the original is to be gone two hours later. */
export const THEN_GONE = policyOf('after: disable, deregisterAfter: 2h');

export const known = <T>(value: T): Datum<T> => ({ kind: 'known', value });

export const imageFacts = (over: Partial<ImageFacts>): ImageFacts =>
  plainImage({
    name: 'plain-web',
    devices: [{ kind: 'ebs', device: '/dev/xvda', snapshot: SNAPSHOT, encrypted: false, sizeGiB: 8 }],
    ...over,
  });

/** A copy as the stage keeps it. */
export interface Copy {
  readonly id: ImageId;
  state: 'pending' | 'available' | 'failed';
  permission: readonly Principal[];
  readonly ends: number;
}

export const factsOf = ({ id, state, permission }: Copy): ImageCopy => ({
  image: id,
  state,
  reason: state === 'failed' ? 'Internal error' : null,
  tags: { Owner: 'platform', [COPY_OF]: REF.image },
  disks: 1,
  backing: 1,
  snapshots: [
    {
      snapshot: SnapshotId.parse(`snap-0${id.slice(-16)}`),
      encrypted: true,
      kmsKey: KEY,
      ours: true,
    },
  ],
  launchPermission: permission,
});

export const KEY_FACTS: KeyFacts = {
  arn: KEY,
  state: 'Enabled',
  manager: 'CUSTOMER',
  policy: known(
    JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::222233334444:root' },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    }),
  ),
  grants: known([]),
};

/** EC2's own event. */
export const stateChange = (image: ImageId, at: number): string =>
  JSON.stringify({
    version: '0',
    id: `event-${image}`,
    'detail-type': 'EC2 AMI State Change',
    source: 'aws.ec2',
    account: REF.account,
    time: new Date(at).toISOString(),
    region: REF.region,
    resources: [`arn:aws:ec2:${REF.region}::image/${image}`],
    detail: { RequestId: 'request-1', ImageId: image, State: 'available', ErrorMessage: '' },
  });

/** What a look at a copy itself shows. */
export const stateOfCopy = (copy: Copy) => {
  const { snapshots, tags } = factsOf(copy);
  const [{ snapshot } = { snapshot: SNAPSHOT }] = snapshots;
  const device = { kind: 'ebs', device: '/dev/xvda', snapshot, encrypted: true, sizeGiB: 8 } as const;
  return {
    image: known(
      imageFacts({
        name: `copy ${copy.id}`,
        state: copy.state,
        tags,
        sourceImage: REF.image,
        devices: [device],
      }),
    ),
    launchPermission: known(copy.permission),
    snapshots: known([{ snapshot, owner: REF.account, encrypted: true, kmsKey: KEY }]),
    copies: known([]),
  };
};
