import { SnapshotId } from '../../../lib/model/ids.ts';
import { disk, shares, type Given } from './cel-estate.ts';

/** An expression, what is different from the ordinary image, and what it says; a text is the datum that it could not read. */
export interface Sample {
  readonly text: string;
  readonly says: boolean | { readonly error: string };
  readonly given?: Given;
  readonly account?: string;
}

const unencrypted = { devices: [disk(), disk({ device: '/dev/sdb', encrypted: false })] };
const instanceStore = { devices: [disk(), { kind: 'instance-store' as const, device: '/dev/sdc' }] };
const fromNowhere: Given = { ancestry: { ancestors: [], complete: true } };
const nobodyKnows: Given = { ancestry: { ancestors: [], complete: false } };
const everybody: Given = { launchPermission: [{ kind: 'public' }] };
const open: Given = {
  snapshots: [
    { snapshot: SnapshotId.parse('snap-0123456789abcdef0'), owner: null, encrypted: false, kmsKey: null },
  ],
};
const keyless: Given = {
  snapshots: [
    { snapshot: SnapshotId.parse('snap-0123456789abcdef0'), owner: null, encrypted: true, kmsKey: null },
  ],
};

const golden = 'tag(image, "Pipeline") == "golden" || image.sourceOwner in groups["golden-pipeline"]';
const disksEncrypted = 'image.devices.all(d, d.kind != "ebs" || d.encrypted)';
const knownShares = 'launchPermission.all(p, p.kind == "account" && p.id in groups["partners"])';
const ownKeys = 'snapshots.all(s, s.kmsKey.startsWith("arn:aws:kms:us-east-1:111122223333:"))';
const namedSo = 'image.name.matches("^(golden|app)-[a-z0-9-]+-[0-9]{8}$")';
const deprecatedSoon = 'has(image.deprecatedAt) && image.deprecatedAt < now + days(365)';

export const SAMPLES: readonly Sample[] = [
  // Texts, and what is absent.
  { text: 'image.state == "available"', says: true },
  { text: 'image.state == "available"', given: { image: { state: 'disabled' } }, says: false },
  { text: 'image.id == "ami-0123456789abcdef0"', says: true },
  { text: 'image.name.startsWith("golden-") && !image.name.endsWith("-test")', says: true },
  { text: 'image.name.contains("web")', says: true },
  // AWS gives every image a name: one that it does not tell is not the empty one.
  { text: 'image.name == ""', given: { image: { name: null } }, says: { error: 'image.name' } },
  { text: 'image.description == ""', says: true },
  { text: 'image.description.size() > 0', given: { image: { description: 'Grüße 🎉' } }, says: true },
  { text: 'size(image.description) == 7', given: { image: { description: 'Grüße 🎉' } }, says: true },
  { text: 'image.description != r"\\d"', given: { image: { description: '\\d' } }, says: false },
  { text: 'image.platform != "windows"', says: true },
  { text: 'image.name + "!" == "golden-web-20260801!"', says: true },
  { text: 'image.owner == account.id', says: true },
  { text: 'image.owner == account.id', given: { image: { owner: null } }, says: { error: 'image.owner' } },
  { text: 'image.name == "é"', given: { image: { name: 'é' } }, says: true },
  {
    text: 'image.description == ""',
    given: { image: { description: 'x'.repeat(5000) } },
    says: { error: 'image.description' },
  },
  // Bools and numbers.
  { text: '!image.public', says: true },
  { text: 'image.public ? image.name == "public" : true', says: true },
  { text: 'image.enaSupport', says: true },
  { text: 'image.enaSupport', given: { image: { enaSupport: null } }, says: { error: 'image.enaSupport' } },
  { text: 'has(image.enaSupport) && image.enaSupport', given: { image: { enaSupport: null } }, says: false },
  { text: '7 / 2 == 3 && -7 / 2 == -3 && 7 % 3 == 1 && -7 % 3 == -1', says: true },
  {
    text: 'size(image.devices) / (size(image.devices) - 2) > 0',
    says: { error: 'size(image.devices) / (size(image.devices) - 2)' },
  },
  { text: '9007199254740991 * 9007199254740991 > 0', says: { error: '9007199254740991 * 9007199254740991' } },
  { text: '0x10 == 16 && string(16) == "16" && string(true) == "true"', says: true },
  // Lists of texts.
  { text: 'image.architecture in ["x86_64", "arm64"]', says: true },
  { text: 'image.architecture in ["x86_64", "i386"]', says: false },
  {
    text: 'image.architecture != "i386"',
    given: { image: { architecture: null } },
    says: { error: 'image.architecture' },
  },
  { text: '"111122223333:approved" in image.watermarks', says: true },
  { text: 'image.watermarks.exists(w, w.startsWith("111122223333:"))', says: true },
  {
    text: 'image.watermarks.exists(w, w.startsWith("111122223333:"))',
    given: { image: { watermarks: [] } },
    says: false,
  },
  { text: 'image.productCodes.size() == 0', says: true },
  { text: 'image.watermarks[0] == "111122223333:approved"', says: true },
  { text: 'image.watermarks[3] == "x"', says: { error: 'image.watermarks[3]' } },
  { text: 'image.watermarks[-1] == "x"', says: { error: 'image.watermarks[-1]' } },
  { text: '[3, 1, 2].filter(n, n > 1).map(n, n * n).exists_one(n, n == 9)', says: true },
  { text: '[1, 1, 2].exists_one(n, n == 1)', says: false },
  // Tags.
  { text: 'tag(image, "Owner").endsWith("@example.com")', says: true },
  { text: 'tag(image, "CostCenter") == ""', says: true },
  { text: 'tag(image, "constructor") == "me" && image.tags["constructor"] == "me"', says: true },
  { text: 'tag(image, "toString") == "" && !("toString" in image.tags)', says: true },
  { text: 'image.tags["CostCenter"] == ""', says: { error: 'image.tags["CostCenter"]' } },
  { text: 'image.tags.Owner == "web@example.com"', says: true },
  { text: 'image.tags.CostCenter != "0000"', says: { error: 'image.tags.CostCenter' } },
  { text: 'has(image.tags.Owner) && !has(image.tags.CostCenter)', says: true },
  { text: '"Empty" in image.tags && tag(image, "Empty") == ""', says: true },
  { text: 'image.tags.exists(key, key.startsWith("aws:"))', says: false },
  { text: 'image.tags.all(key, size(key) <= 128 && size(image.tags[key]) <= 256)', says: true },
  { text: 'size(image.tags) == 4 && image.tags.size() == 4', says: true },
  { text: 'image.tags.exists(key, key == "Pipeline")', says: true },
  { text: 'image.tags.filter(key, key != "Pipeline").size() == 3', says: true },
  { text: 'image.tags.all(key, key.matches("^[A-Z]"))', says: false },
  // Times.
  { text: 'age(image) < days(180)', says: true },
  { text: 'age(image) == days(31)', says: true },
  { text: 'age(image) > days(30) && age(image) <= duration("744h")', says: true },
  {
    text: 'age(image) < days(180)',
    given: { image: { createdAt: null } },
    says: { error: 'image.createdAt' },
  },
  {
    text: 'age(image) < days(180)',
    given: { image: { createdAt: 'yesterday' } },
    says: { error: 'image.createdAt' },
  },
  { text: 'age(image) < days(99999)', says: { error: 'days' } },
  { text: 'age(image) < days(36500) && age(image) > days(-36500)', says: true },
  { text: 'age(image) < days(36501)', says: { error: 'days' } },
  { text: 'now - image.lastLaunchedAt < days(90)', says: true },
  { text: 'image.deprecatedAt < now', says: { error: 'image.deprecatedAt' } },
  { text: deprecatedSoon, says: false },
  { text: deprecatedSoon, given: { image: { deprecatedAt: '2026-12-31T00:00:00.000Z' } }, says: true },
  { text: 'image.createdAt >= timestamp("2026-08-01T12:30:00+02:00")', says: true },
  { text: 'now == timestamp("2026-09-01T10:30:00Z")', says: true },
  { text: 'now.getFullYear() == 2026 && now.getMonth() == 8 && now.getDate() == 1', says: true },
  { text: 'now.getDayOfWeek() == 2 && now.getHours() == 10 && now.getMinutes() == 30', says: true },
  { text: 'duration("90m").getMinutes() == 90 && duration("1h30m").getHours() == 1', says: true },
  { text: 'now - duration("36h") < now && duration("1h") + duration("2h") == duration("3h")', says: true },
  // Patterns.
  { text: namedSo, says: true },
  { text: namedSo, given: { image: { name: 'My image' } }, says: false },
  { text: 'image.name.matches("(?i)^GOLDEN")', says: true },
  {
    text: 'image.name.matches("(a+)+$")',
    given: { image: { name: `${'a'.repeat(5000)}!` } },
    says: { error: 'image.name' },
  },
  { text: 'image.name.matches("^(a+)+$")', given: { image: { name: `${'a'.repeat(400)}!` } }, says: false },
  // Devices, and a fault that another answer makes good.
  { text: disksEncrypted, says: true },
  { text: disksEncrypted, given: { image: unencrypted }, says: false },
  { text: disksEncrypted, given: { image: instanceStore }, says: true },
  {
    text: disksEncrypted,
    given: { image: { devices: [disk({ encrypted: null })] } },
    says: { error: 'd.encrypted' },
  },
  {
    text: disksEncrypted,
    given: { image: { devices: [disk({ encrypted: null }), disk({ encrypted: false })] } },
    says: false,
  },
  {
    text: 'image.devices.all(d, d.encrypted)',
    given: { image: instanceStore },
    says: { error: 'd.encrypted' },
  },
  { text: 'image.devices.exists(d, d.encrypted)', given: { image: instanceStore }, says: true },
  {
    text: 'image.devices.all(d, !has(d.encrypted) || d.encrypted)',
    given: { image: instanceStore },
    says: true,
  },
  {
    text: 'image.devices.exists_one(d, d.encrypted)',
    given: { image: instanceStore },
    says: { error: 'd.encrypted' },
  },
  { text: 'image.devices.map(d, d.sizeGiB).exists(size, size > 99)', says: true },
  { text: 'image.devices[1].device == "/dev/sdb" && image.devices[1].snapshot == ""', says: true },
  { text: 'image.devices.all(a, image.devices.exists_one(b, b.device == a.device))', says: true },
  { text: 'image.deprecatedAt < now || image.state == "available"', says: true },
  { text: 'image.deprecatedAt < now && image.state == "disabled"', says: false },
  // Sharing.
  { text: knownShares, says: true },
  { text: knownShares, given: { launchPermission: shares('444455556666', '012345678901') }, says: false },
  { text: knownShares, given: everybody, says: false },
  { text: knownShares, given: { launchPermission: [] }, says: true },
  { text: 'launchPermission.exists(p, p.kind == "public" && p.id == "")', given: everybody, says: true },
  { text: 'launchPermission.size() <= 10', says: true },
  // Snapshots.
  { text: ownKeys, says: true },
  { text: ownKeys, given: open, says: false },
  { text: ownKeys, given: keyless, says: { error: 's.kmsKey' } },
  { text: 'snapshots.all(s, s.encrypted)', given: open, says: false },
  // The account, groups, ancestry.
  { text: golden, says: true },
  { text: golden, given: { image: { tags: {} } }, says: true },
  { text: golden, given: { image: { tags: {} }, ...fromNowhere }, says: false },
  { text: golden, given: { image: { tags: {} }, ...nobodyKnows }, says: { error: 'image.sourceOwner' } },
  { text: golden, given: nobodyKnows, says: true },
  { text: 'image.sourceOwner == ""', given: fromNowhere, says: true },
  {
    text: 'account.name == "web-prod" && account.path == "Root/Workloads/Prod" && region == "us-east-1"',
    says: true,
  },
  { text: '"ou-ab12-workl001" in account.units', says: true },
  { text: 'account.tags.env == "prod"', says: true },
  { text: 'account.tags.env == "prod"', account: '111122223333', says: { error: 'account.tags.env' } },
  { text: 'account.name == "stranger"', account: '012345678901', says: { error: 'account.name' } },
  { text: 'account.id == "012345678901"', account: '012345678901', says: true },
  { text: '!(account.id in groups["golden-pipeline"])', says: true },
  { text: 'groups.partners.size() == 2 && groups["partners"].exists(id, id == "777788889999")', says: true },
];
