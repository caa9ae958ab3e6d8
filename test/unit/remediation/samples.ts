import { AccountId, ImageId, OrganizationId, Region, SnapshotId, UnitId } from '../../../lib/model/ids.ts';
import type { Finding, FindingDetail } from '../../../lib/model/finding.ts';
import type { ImageFacts, SubjectState } from '../../../lib/model/image.ts';
import type { RemediationOptions, RemediationSetting } from '../../../lib/model/policy.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { AccountRegion, ImageRef } from '../../../lib/model/subject.ts';
import type { ActionName } from '../../../lib/model/words.ts';
import type { ActionContext } from '../../../lib/remediation/actions/action-context.ts';
import { plainImage } from '../plain-image.ts';

export const PLACE: AccountRegion = {
  account: AccountId.parse('222233334444'),
  region: Region.parse('eu-west-1'),
};
export const REF: ImageRef = { ...PLACE, image: ImageId.parse('ami-0123456789abcdef0') };
export const NOW = new Date('2026-11-23T10:00:00.000Z');

export const EVERYBODY: Principal = { kind: 'public' };
export const STRANGER: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
export const PARTNER: Principal = { kind: 'account', account: AccountId.parse('444455556666') };
export const ORGANIZATION: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-partner1234'),
  arn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
};
export const UNIT: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-partner1234'),
  unit: UnitId.parse('ou-zz99-unknown1'),
  arn: 'arn:aws:organizations::888877776666:ou/o-partner1234/ou-zz99-unknown1',
};
export const FIRST = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');
export const SECOND = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa2');

/** An image of the day before yesterday, available and in order. */
export const IMAGE: ImageFacts = plainImage({
  name: 'app-web-20261121',
  createdAt: '2026-11-21T08:00:00.000Z',
  imdsSupport: 'v2.0',
  owner: PLACE.account,
  deregistrationProtection: 'disabled',
  tags: {},
});

export const known = <T>(value: T): { readonly kind: 'known'; readonly value: T } => ({
  kind: 'known',
  value,
});

export const fault = (operation: string, code: string, retryable = false) =>
  ({ kind: 'fault', operation, code, message: 'no', retryable }) as const;

export const stateOf = (image: Partial<ImageFacts> = {}, more: Partial<SubjectState> = {}): SubjectState => ({
  ref: REF,
  observedAt: NOW.toISOString(),
  image: known({ ...IMAGE, ...image }),
  ...more,
});

const settingOf = (action: ActionName, options?: RemediationOptions): RemediationSetting => ({
  action,
  limitPerHour: null,
  approval: 'auto',
  ...(options === undefined ? {} : { options }),
});

/** What an action is told; of an ordinary image, made by alice, unless told otherwise. */
export const contextOf = (
  action: ActionName,
  over: {
    readonly state?: SubjectState;
    readonly options?: RemediationOptions;
    readonly creator?: string | null;
    readonly now?: Date;
  } = {},
): ActionContext => ({
  state: over.state ?? stateOf(),
  setting: settingOf(action, over.options),
  creator: over.creator === undefined ? 'alice' : over.creator,
  now: over.now ?? NOW,
});

export const findingOf = (detail: FindingDetail, rule = 'rule'): Finding => ({
  id: `${rule}-${JSON.stringify(detail)}`,
  rule,
  ref: REF,
  imageName: null,
  detail,
  severity: 'high',
  mode: 'enforce',
  graceUntil: null,
  waiver: null,
  reason: 'because',
  remediation: null,
  policyHash: 'f'.repeat(64),
  observedAt: NOW.toISOString(),
});

export const principalFinding = (principal: Principal): Finding =>
  findingOf({ kind: 'principal', principal });
export const tagFinding = (tag: string, value: string | null = null): Finding =>
  findingOf({ kind: 'tag', tag, value });
export const attributeFinding = (attribute: string, value: string | null = null, by?: string): Finding =>
  findingOf({ kind: 'attribute', attribute, value, ...(by === undefined ? {} : { by }) });
