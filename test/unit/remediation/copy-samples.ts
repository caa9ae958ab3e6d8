import { COPY_OF } from '../../../lib/model/copy-tags.ts';
import type { ImageCopy } from '../../../lib/model/facts.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import type { AnyFact, ImageFacts, SubjectState } from '../../../lib/model/image.ts';
import type { KeyFacts } from '../../../lib/model/key-facts.ts';
import type { RemediationOptions } from '../../../lib/model/policy.ts';
import type { Organization } from '../../../lib/model/organization.ts';
import { encryptedCopy } from '../../../lib/remediation/actions/encrypted-copy.ts';
import type { Step, StepContext } from '../../../lib/remediation/copies/step.ts';
import {
  contextOf,
  EVERYBODY,
  fault,
  FIRST,
  findingOf,
  known,
  PARTNER,
  principalFinding,
  SECOND,
  stateOf,
  STRANGER,
} from './samples.ts';

export const COPY = ImageId.parse('ami-0ccccccccccccccc1');
export const NAME = 'arn:aws:kms:{region}:111122223333:alias/ami-default';
export const HERE = 'arn:aws:kms:eu-west-1:111122223333:alias/ami-default';
export const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1';

export const key: KeyFacts = {
  arn: ARN,
  state: 'Enabled',
  manager: 'CUSTOMER',
  policy: known(
    JSON.stringify({
      Statement: { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' },
    }),
  ),
  grants: known([]),
};
const organization = { accounts: [], id: 'o-exampleorg1' } as unknown as Organization;
export const devices: ImageFacts['devices'] = [
  { kind: 'ebs', device: '/dev/xvda', snapshot: FIRST, encrypted: false, sizeGiB: 8 },
  { kind: 'ebs', device: '/dev/xvdb', snapshot: null, encrypted: true, sizeGiB: 8 },
  { kind: 'instance-store', device: '/dev/sdb' },
];

export const OTHER = ImageId.parse('ami-0ccccccccccccccc2');
export const ERROR = {
  rule: 'sharing',
  verdict: 'error',
  mode: 'enforce',
  severity: 'high',
  reason: 'nobody knows',
  until: null,
} as const;

export const copyWith = (over: Partial<ImageCopy> = {}): ImageCopy => ({
  image: COPY,
  state: 'available',
  reason: null,
  tags: { Owner: 'a', [COPY_OF]: 'ami-0123456789abcdef0' },
  disks: 1,
  backing: 1,
  snapshots: [{ snapshot: SECOND, encrypted: true, kmsKey: ARN, ours: true }],
  launchPermission: [],
  ...over,
});

export const granted = copyWith({ launchPermission: [PARTNER] });

export interface Given {
  readonly image?: Partial<ImageFacts>;
  readonly copies?: readonly ImageCopy[] | 'unread' | 'fault';
  readonly key?: StepContext['key'];
  readonly more?: Partial<SubjectState>;
  readonly without?: AnyFact;
  readonly options?: RemediationOptions;
  readonly context?: Partial<StepContext>;
}

export const nextStep = (given: Given = {}): Step => {
  const { copies = [] } = given;
  const datum = copies === 'fault' ? fault('DescribeImages', 'RequestLimitExceeded', true) : known(copies);
  const full = stateOf(
    { tags: { Owner: 'a', 'aws:x': 'y' }, devices, ...given.image },
    {
      launchPermission: known([PARTNER, STRANGER, EVERYBODY]),
      references: known([]),
      ...(copies !== 'unread' && { copies: datum as NonNullable<SubjectState['copies']> }),
      ...given.more,
    },
  );
  const present = Object.entries(full).filter(([name]) => name !== given.without);
  const state = Object.fromEntries(present) as unknown as SubjectState;
  const options = given.options ?? { kmsKey: NAME, source: { after: 'disable', deregisterAfter: null } };
  const context = contextOf('encrypted-copy', { state, options });
  const { nextStep: next, plan } = encryptedCopy;
  if (next === undefined) throw new Error('no steps');
  const device = findingOf({ kind: 'device', device: '/dev/xvda', snapshot: FIRST, kmsKey: null });
  return next(
    {
      ...context,
      key: given.key ?? known(key),
      organization,
      evaluation: { verdicts: [], findings: [device, principalFinding(STRANGER)] },
      failures: [],
      begun: 0,
      begunLately: 0,
      begunAt: null,
      ...given.context,
    },
    plan([device], context),
  );
};

export const reasonOf = (step: Step): string =>
  step.kind === 'wait' || step.kind === 'refuse' ? `${step.kind}: ${step.reason}` : step.kind;
