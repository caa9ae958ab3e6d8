import { text, type MemberTexts } from './form.ts';

const OWNERS =
  'account ids in quotes, groups, self (any account of the organisation), amazon, aws-marketplace or aws-backup-vault';

const SHARING: MemberTexts = {
  also: text('snapshots: the backing snapshots must not be public either.', ['snapshots']),
  buckets: text('Buckets that images may be stored in or exported to: names, or globs over them.', [
    'example-org-images-*',
  ]),
  'buckets.add': text('Joins these buckets to those from before instead of replacing them.', [
    'example-org-archive',
  ]),
};

const SHAPE: MemberTexts = {
  'rules.*.pattern': text('What the name must match, in RE2 syntax.', '^(golden|app)-[a-z0-9-]+-[0-9]{8}$'),
  architectures: text('Processor architectures that are allowed. Default: any.', ['x86_64', 'arm64']),
  'rules.*.virtualization': text('Kinds of virtualization that are allowed.', ['hvm']),
  'rules.*.rootDevice': text('Kinds of root device that are allowed.', ['ebs']),
  bootModes: text('Boot modes that are allowed. Default: any.', ['uefi', 'uefi-preferred']),
  'rules.*.imds': text('v2.0: its instances must answer metadata requests with a token only.', 'v2.0'),
  'rules.*.tpm': text('v2.0: it must support a TPM.', 'v2.0'),
  'rules.*.ena': text('true: it must support enhanced networking.', true),
};

const AGE: MemberTexts = {
  maxAge: text('How old an image may be; none for any age.', '180d'),
  requireDeprecation: text('An image must be deprecated by a date that is set; none for no need of one.', {
    within: '365d',
  }),
  'requireDeprecation.within': text('How long after its creation at most.', '365d'),
  unusedFor: text(
    'How long an image may stand without a launch and without anything that refers to it; none for any time.',
    '90d',
  ),
};

const ORIGIN: MemberTexts = {
  sourceImages: text('Images that it must be made from: one of these ids. Default: any.', [
    'ami-0123456789abcdef0',
  ]),
  'sourceImages.add': text('Joins these to those from before.', ['ami-0123456789abcdef0']),
  sourceOwners: text(`Whose image it must be made from: ${OWNERS}. Default: anybody's.`, ['self', 'amazon']),
  'sourceOwners.add': text('Joins these to those from before.', ['111122223333']),
  ancestorOwners: text(`Whose all images that it comes from must be: ${OWNERS}. Default: anybody's.`, [
    'self',
    'amazon',
  ]),
  'ancestorOwners.add': text('Joins these to those from before.', ['111122223333']),
  'rules.*.watermarks': text(
    'Watermarks, one of which it must bear: the account that set it, a colon and the name. Copies inherit them.',
    ['111122223333:golden'],
  ),
  'watermarks.add': text('Joins these to those from before.', ['111122223333:golden']),
  'rules.*.owners': text(`Whose images may be launched: ${OWNERS}.`, ['self', 'amazon']),
  'owners.add': text('Joins these to those from before.', ['111122223333']),
  'rules.*.images': text('Images that may be launched whoever owns them: ids, or `name:` and a glob.', [
    'name:golden-*',
  ]),
  'images.add': text('Joins these to those from before.', ['ami-0123456789abcdef0']),
};

const GUARDRAILS: MemberTexts = {
  'rules.*.imageBlockPublicAccess': text(
    'The state of block public access for AMIs; none asks for nothing.',
    'block-new-sharing',
  ),
  'rules.*.snapshotBlockPublicAccess': text(
    'The state of block public access for snapshots, or a stronger one; none asks for nothing.',
    'block-all-sharing',
  ),
  'rules.*.allowedImages': text(
    'The state of Allowed AMIs, or a stronger one; none asks for nothing.',
    'audit-mode',
  ),
  'rules.*.ebsEncryption': text(
    'true: new EBS volumes must be encrypted by default. false asks for nothing.',
    true,
  ),
};

const QUOTA: MemberTexts = {
  watch: text('The quotas that are watched, each with its thresholds.', {
    amis: { warn: '70%', critical: '90%' },
  }),
  'watch.amis': text('AMIs in an account and region.', { warn: '70%', critical: '90%' }),
  'watch.public-amis': text('Public AMIs in an account and region.', { warn: '60%', critical: '80%' }),
  'watch.ami-shares': text('Accounts, organisations and units that one AMI is shared with.', {
    warn: '80%',
    critical: '95%',
  }),
  'watch.snapshots': text('EBS snapshots in an account and region.', { warn: '70%', critical: '90%' }),
  'watch.amis.warn': text('From this share of its limit on its use fails.', '70%'),
  'watch.public-amis.warn': text('From this share of its limit on its use fails.', '60%'),
  'watch.ami-shares.warn': text('From this share of its limit on its use fails.', '80%'),
  'watch.snapshots.warn': text('From this share of its limit on its use fails.', '70%'),
  'watch.amis.critical': text('From this share of its limit on it is critical.', '90%'),
  'watch.public-amis.critical': text('From this share of its limit on it is critical.', '80%'),
  'watch.ami-shares.critical': text('From this share of its limit on it is critical.', '95%'),
  'watch.snapshots.critical': text('From this share of its limit on it is critical.', '90%'),
  forecast: text('Fails as well when the trend meets the limit soon; none for no such look ahead.', {
    window: '30d',
    horizon: '14d',
  }),
  'forecast.window': text('How far back the trend is taken from.', '30d'),
  'forecast.horizon': text('How soon the trend must not meet the limit.', '14d'),
};

const CEL: MemberTexts = {
  when: text(
    'A CEL expression: the rule is held where it is true. Default: everywhere.',
    'image.state == "available"',
  ),
  assert: text('A CEL expression that must be true.', 'tag(image, "Pipeline") == "golden"'),
  message: text(
    'The sentence for people when it is false; {image.id}, {account.name} and the like are filled in.',
    '{image.id} in {account.name} was not built by the golden pipeline',
  ),
};

const REMEDIATIONS: MemberTexts = {
  'remediate.tags': text(
    'Values for tags that are missing; {creator} and {created} stand for who made the image, and when.',
    { Owner: '{creator}' },
  ),
  'remediate.tags.*': text('The value of this tag.', '{creator}'),
  'remediate.kmsKey': text(
    'The key of the copy: ARN of a key or alias; {region} stands for the region of the image.',
    'arn:aws:kms:{region}:111122223333:alias/ami-default',
  ),
  'remediate.source': text('What becomes of the original.', { after: 'disable', deregisterAfter: '30d' }),
  'source.after': text('disable: nobody launches it any more. keep: it stays.', 'disable'),
  'source.deregisterAfter': text('How long after the copy it is deregistered. Default: never.', '30d'),
  'remediate.deprecateAfter': text('How long after its creation it is to be deprecated.', '180d'),
  'remediate.notLaunchedFor': text(
    'For how long the image must not have been launched; 30d when left out.',
    '90d',
  ),
  'remediate.withoutRecycleBin': text(
    'Whether it may be deregistered where no rule of the Recycle Bin keeps it: for good.',
    false,
  ),
};

/** The members of the rules and of their remediations that belong to one kind each. */
export const RULE_TEXTS: MemberTexts = {
  ...SHARING,
  ...SHAPE,
  ...AGE,
  ...ORIGIN,
  ...GUARDRAILS,
  ...QUOTA,
  ...CEL,
  ...REMEDIATIONS,
};
