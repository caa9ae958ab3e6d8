import { text, type MemberText, type MemberTexts } from './member-texts/form.ts';
import { RULE_TEXTS } from './member-texts/rules.ts';
import { TEST_TEXTS } from './member-texts/tests.ts';

/**
 * The text of a member by its path from the file's top, lists left out and `*` for names that the user chooses; null when none
 * is written. The entry with the longest end of the path in common says it: `sharing.allow` before `allow`.
 */
export const memberText = (path: readonly string[]): MemberText | null => {
  for (let from = 0; from < path.length; from++) {
    const text = TEXTS.get(path.slice(from).join('.'));
    if (text !== undefined && (from === 0 || !WHOLE.has(path.slice(from).join('.')))) return text;
  }
  return null;
};

const POLICY: MemberTexts = {
  version: text('The version of the policy language.', 1),
  name: text('What findings and notices call this policy. Default: policy.', 'example-org'),
  mode: text('The mode of every rule that names none. Default: audit.', 'audit'),
  include: text(
    'Further files of the policy, from this one: paths, in which * and ? stand for parts of a name.',
    ['teams/*.yaml'],
  ),
  groups: text('Scopes with a name, written "@name" where they are used.', {
    sandbox: { ous: ['Root/Sandbox'] },
  }),
  rules: text(
    'What is held against every image. A rule that bears the name of its kind needs no `kind`; {} takes its defaults.',
    {
      'public-sharing': {},
    },
  ),
  overrides: text(
    'What is different in some places. They take effect in this order, the last word counts; lists replace, and grow only by `add`.',
  ),
  waivers: text(
    'Recorded exemptions. What a waiver covers is still judged, and shown as waived; it is neither told nor put right.',
  ),
  'include.file': text('The file, from this one.', 'waivers.yaml'),
  'include.may': text('What it may hold. Default: groups, rules, overrides and tests that strengthen.', [
    'waivers',
  ]),
  waiverPolicy: text('What every waiver must hold to.', { maxDays: 180 }),
  limits: text(
    'What may be changed at most without a person, whatever the rules say. Over it nothing is done at all, and that is told.',
    { perHour: 200, perAccountPerHour: 50, perDayShareOfImages: '2%' },
  ),
  'limits.perHour': text('So many changes in any hour, in all accounts together.', 200),
  'limits.perAccountPerHour': text('So many changes in any hour in one account.', 50),
  'limits.perDayShareOfImages': text(
    'Of the images that an account has in a region, at most this share is changed in a day (UTC), though always one.',
    '2%',
  ),
  notify: text('Whom findings are told to.', { default: { slack: '#cloud-security' } }),
  slack: text(
    'Who may do what by the buttons of an alert in Slack: ids of users (U…) and of user groups (S…). Nobody who is not named.',
    { approve: ['U0123ABCD', 'S0SECOPS'], undo: ['S0SECOPS'], waive: ['S0SECOPS'], mute: ['S0SECOPS'] },
  ),
  'slack.approve': text('Who may approve and refuse plans.', ['U0123ABCD', 'S0SECOPS']),
  'slack.undo': text('Who may take back what was done.', ['S0SECOPS']),
  'slack.waive': text('Who may waive a finding for some days.', ['S0SECOPS']),
  'slack.mute': text('Who may silence the alerts of a finding for some days.', ['S0SECOPS']),
  tests: text(
    'Tests of this policy: facts and an instant in, verdicts out. `ami-warden policy test` runs them.',
  ),
};

const SCOPES: MemberTexts = {
  'groups.*': text('A scope: every member that is written must hold, and of a list one entry.'),
  match: text('Where it holds: a group, or conditions that must all hold, of a list one entry.', '@sandbox', {
    accounts: ['222233334444'],
  }),
  accounts: text('Account ids, in quotes, or groups of accounts.', ['222233334444', '@partners']),
  'groups.*.accounts': text('Account ids, in quotes.', ['222233334444']),
  ous: text('Units by id or by path, with all below them, or groups of units.', ['Root/Workloads/Prod']),
  'groups.*.ous': text('Units by id or by path, with all below them.', ['Root/Workloads/Prod']),
  regions: text('Regions, or globs over them.', ['eu-*', 'us-east-1']),
  accountTags: text("Tags of the image's account, each with a value or a glob.", { env: 'prod' }),
  imageTags: text('Tags of the image, each with a value or a glob.', { Pipeline: 'golden' }),
  images: text('Image ids, or `name:` and a glob over names.', ['name:golden-*', 'ami-0123456789abcdef0']),
};

const RULES: MemberTexts = {
  'rules.*': text('A rule under a name of its own; its kind says which check it is.'),
  kind: text('Which check it is. A rule that bears the name of its kind needs none.'),
  locked: text('No override may weaken this rule.', true),
  'rules.*.mode': text(
    'off, audit (record), notify (and tell), enforce (and put right). Default: the mode of the policy.',
    'enforce',
  ),
  severity: text('How bad a failure is; notices are routed by it. Default: that of the kind.', 'high'),
  grace: text(
    'How long after it was first seen a failure stays pending: recorded, neither told nor put right.',
    '30m',
    '7d',
  ),
  enforceFrom: text('From this date on the mode is enforce.', '2027-01-15'),
  remediate: text('What enforce does; none for nothing.', { limit: { perHour: 20 } }, 'none'),
  'remediate.action': text('The remediation. Each kind has its own.'),
  'remediate.limit': text('What may be changed at most. Over it nothing is done at all, and that is told.', {
    perHour: 20,
  }),
  'limit.perHour': text('So many changes by this rule in any hour in one account.', 20),
  'limit.perHourInAll': text('So many changes by this rule in any hour, in all accounts together.', 100),
  'remediate.approval': text(
    'auto: at once. manual: a person must say so first. two-person: two of them.',
    'manual',
  ),
  allow: text('Whom images may be shared with. Default: nobody.', { orgs: ['self'] }),
  'allow.accounts': text('Accounts, in quotes, or groups of accounts.', ['444455556666', '@partners']),
  'allow.orgs': text('Organisations by id; self is the own one with all its units and accounts.', [
    'self',
    'o-partner1234',
  ]),
  'allow.ous': text('Units by id or by path, with all below them, or groups of units.', ['Root/Workloads']),
  'allow.add': text('Joins the lists to those from before instead of replacing them.', {
    orgs: ['o-partner1234'],
  }),
  'add.accounts': text('Accounts, in quotes, or groups of accounts.', ['444455556666']),
  'add.orgs': text('Organisations by id.', ['o-partner1234']),
  'add.ous': text('Units by id or by path, with all below them, or groups of units.', ['Root/Workloads']),
  kmsKeys: text(
    'Keys that images may be encrypted under: globs over key ARNs, or account ids for every key of an account. Default: any key.',
    ['arn:aws:kms:*:111122223333:key/*'],
  ),
  'kmsKeys.add': text('Joins these keys to those from before instead of replacing them.', ['111122223333']),
  'rules.*.tags': text('The tags that an image must have. true: any value that is not blank.', {
    Owner: true,
    CostCenter: { pattern: '^[0-9]{4}$' },
    DataClass: { values: ['public', 'internal'] },
  }),
  'rules.*.tags.*': text(
    'true: any value that is not blank; otherwise what the value must be. In an override false asks for it no more.',
    true,
  ),
  'tags.*.pattern': text('What the value must match, in RE2 syntax.', '^[0-9]{4}$'),
  'tags.*.values': text('What the value may be.', ['public', 'internal']),
};

const OVERRIDES: MemberTexts = {
  'overrides.name': text('What explanations call it. Default: its number.', 'sandbox-relaxed'),
  'overrides.rules': text('What changes, by rule; what is not written stays.', {
    'required-tags': { mode: 'off' },
  }),
  'overrides.rules.*': text('What changes of this rule; what is not written stays.'),
  'overrides.rules.*.mode': text('Another mode here.', 'off'),
};

const WAIVERS: MemberTexts = {
  'waivers.id': text('Its own id, which findings show.', 'W-2026-014'),
  'waivers.rules': text('The rules whose findings it covers.', ['public-sharing']),
  principals: text('It covers only findings about these principals. Default: all.', [
    'public',
    '444455556666',
  ]),
  reason: text('Why: for whoever reads it in a year.'),
  owner: text('Who answers for it.', 'agent-team@example.com'),
  ticket: text('Where it was decided.', 'SEC-1042'),
  approvedBy: text('Who allowed it.', 'secops'),
  expires: text('It covers up to this instant. Required: nothing is waived for ever.', '2026-12-31'),
  maxDays: text('How many days ahead a waiver may expire.', 180),
  requireTicket: text('What `ticket` must match, in RE2 syntax.', '^(SEC|RISK)-[0-9]+$'),
  warnBefore: text('Waivers that lapse this soon are warned of.', ['30d', '7d', '1d']),
};

const SLACK_CHANNEL = text('A Slack channel, by name or id.', '#cloud-security');

const NOTIFY: MemberTexts = {
  'notify.default': text('Where a finding is told that no route takes.', { slack: '#cloud-security' }),
  digest: text('Findings are gathered, and told together this often. Default: each at once.', '24h'),
  repeatEvery: text('A finding that stays open is told again this often. Default: never.', '4h'),
  'default.slack': SLACK_CHANNEL,
  'to.slack': SLACK_CHANNEL,
  sns: text('The ARN of an SNS topic.', 'arn:aws:sns:us-east-1:999988887777:ami-alerts'),
  routes: text(
    'Places for some findings: the first route that takes a finding has it; the default has what no route takes.',
  ),
  'routes.match': text('Which findings it takes: a group, or conditions that must all hold.', {
    severity: ['critical'],
  }),
  'match.severity': text('Findings of these severities.', ['critical', 'high']),
  'routes.to': text('Where they are told: one place or several.', [{ slack: '#sec-urgent' }]),
};

const TESTS: MemberTexts = {
  'tests.name': text('What it shows: a sentence.'),
  given: text('The image and what is known of it. What is left out is ordinary.'),
  'given.account': text('The account that owns the image, in quotes.', '222233334444'),
  'given.region': text('Its region.', 'eu-west-1'),
  'given.at': text('When it happens. Default: now, or --at.', '2026-11-01T00:00:00Z'),
  failingFor: text(
    'How long every failure has been known: grace counts from there. Default: since now.',
    '30m',
  ),
  'given.image': text('What AWS says of the image.', { launchPermission: ['public'] }),
  'image.id': text('Its id.', 'ami-0123456789abcdef0'),
  'image.name': text('Its name.', 'app-web-20260901'),
  'image.state': text('Its state. Default: available.', 'pending'),
  'image.tags': text('Its tags.', { Owner: 'web@example.com' }),
  launchPermission: text('Whom it is shared with. Default: nobody.', [
    'public',
    '444455556666',
    'o-partner1234',
  ]),
  devices: text('Its EBS devices. Default: none.', [{ encrypted: true }]),
  'devices.device': text('The name of the device.', '/dev/xvda'),
  'devices.encrypted': text('Whether it is encrypted.', true),
  'devices.kmsKey': text(
    'The ARN of the key.',
    'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555',
  ),
  'devices.snapshot': text(
    'known: its snapshot is there. missing: AWS knows it no more. none: an empty volume. Default: known.',
    'missing',
  ),
  unreadable: text('Facts that AWS refuses, each with its error code.', {
    launchPermission: 'UnauthorizedOperation',
  }),
  'unreadable.image': text('What DescribeImages answers.', 'UnauthorizedOperation'),
  'unreadable.launchPermission': text('What DescribeImageAttribute answers.', 'UnauthorizedOperation'),
  'unreadable.snapshots': text('What DescribeSnapshots answers.', 'UnauthorizedOperation'),
  touched: text(
    'The facts that the event touches: rules that read none of them are not judged. Default: all.',
    ['launchPermission'],
  ),
  expect: text('What each rule must say; rules that are not named may say anything.', {
    'public-sharing': 'fail',
  }),
  'expect.*': text('pass, fail, waived, pending, skip or error; or more of it.', 'fail', {
    verdict: 'fail',
    mode: 'enforce',
  }),
  verdict: text('pass, fail, waived, pending, skip or error.', 'fail'),
  'expect.*.mode': text('The mode that it is judged in.', 'enforce'),
  until: text('When a grace ends.', '2026-09-01T10:30:00Z'),
  findings: text('The keys of all its findings, in order.', ['principal/public']),
};

// These speak of the file's own members, and of no member of the same name further down.
const WHOLE: ReadonlySet<string> = new Set(Object.keys(POLICY));

const TEXTS: ReadonlyMap<string, MemberText> = new Map(
  [POLICY, SCOPES, RULES, RULE_TEXTS, OVERRIDES, WAIVERS, NOTIFY, TESTS, TEST_TEXTS].flatMap((part) =>
    Object.entries(part),
  ),
);
