import {
  celEnv,
  celFunc,
  CelScalar,
  isCelError,
  parse,
  plan,
  run,
  type CelInput,
  type CelValue,
} from '@bufbuild/cel';
import type { KnownFacts } from '../../../lib/model/image.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import { subjectId } from '../../../lib/model/subject.ts';
import type { ScopeContext } from '../../../lib/policy/cel/scope.ts';

/**
 * Another implementation of CEL, told of the same facts by other means: plain maps, with what is absent left out. Answers what
 * the expression says, or `error`.
 */
export const oracle = (
  text: string,
  facts: Partial<KnownFacts>,
  context: ScopeContext,
): boolean | 'error' => {
  const scope = bindings(facts, context);
  const image = CelScalar.DYN;
  const env = celEnv({
    funcs: [
      celFunc('tag', [image, CelScalar.STRING], CelScalar.STRING, (_image, key) =>
        Object.hasOwn(facts.image?.tags ?? {}, key) ? (facts.image?.tags[key] ?? '') : '',
      ),
      celFunc('age', [image], CelScalar.DYN, () => value('now - image.createdAt', scope)),
      celFunc('days', [CelScalar.INT], CelScalar.DYN, (count) => {
        if (count > 36_500n) throw new Error('too many');
        return value(`duration("${String(count * 24n)}h")`, {});
      }),
    ],
    variables: Object.fromEntries(Object.keys(scope).map((name) => [name, CelScalar.DYN])),
  });
  try {
    const said = plan(env, parse(text))(scope);
    if (isCelError(said)) return 'error';
    if (typeof said !== 'boolean') throw new TypeError(`${text} is no bool`);
    return said;
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return 'error';
  }
};

const value = (text: string, scope: Record<string, CelInput>): CelValue => {
  const said = run(text, scope);
  if (isCelError(said)) throw new Error(said.message);
  return said;
};

const seconds = (text: string | null): CelInput | null => {
  if (text === null || Number.isNaN(Date.parse(text))) return null;
  return value(`timestamp("${text.slice(0, 19)}Z")`, {});
};

/** A map without the members that are null. */
const known = (members: Readonly<Record<string, CelInput | null>>): ReadonlyMap<string, CelInput> =>
  new Map(
    Object.entries(members).flatMap(([name, member]) => (member === null ? [] : [[name, member] as const])),
  );

const short = (text: string | null): string | null => (text === null ? '' : text.length > 4096 ? null : text);

const bindings = (
  { image, launchPermission, snapshots, ancestry }: Partial<KnownFacts>,
  { ref, organization, groups, now }: ScopeContext,
): Record<string, CelInput> => {
  if (image === undefined || launchPermission === undefined || snapshots === undefined)
    throw new Error('whole facts');
  const account = organization.accounts.find((one) => one.account === ref.account);
  const nearest = ancestry?.ancestors[0];
  return {
    image: known({
      id: subjectId(ref),
      name: image.name === null ? null : short(image.name),
      description: short(image.description),
      state: image.state,
      public: image.public,
      createdAt: seconds(image.createdAt),
      deprecatedAt: seconds(image.deprecatedAt),
      lastLaunchedAt: seconds(image.lastLaunchedAt),
      architecture: image.architecture,
      platform: image.platform ?? '',
      enaSupport: image.enaSupport,
      owner: image.owner,
      sourceOwner: nearest === undefined ? (ancestry?.complete === true ? '' : null) : nearest.owner,
      tags: new Map(Object.entries(image.tags)),
      watermarks: image.watermarks,
      productCodes: image.productCodes,
      devices: image.devices.map((device) =>
        device.kind === 'ebs'
          ? known({
              device: device.device,
              kind: 'ebs',
              snapshot: device.snapshot ?? '',
              encrypted: device.encrypted,
              sizeGiB: device.sizeGiB === null ? null : BigInt(device.sizeGiB),
            })
          : known({ device: device.device, kind: device.kind, snapshot: '' }),
      ),
    }),
    account: known({
      id: ref.account,
      name: account?.name ?? null,
      path: account?.path ?? null,
      units: account?.units ?? null,
      tags: account === undefined ? null : new Map(Object.entries(account.tags)),
    }),
    region: ref.region,
    launchPermission: launchPermission.map((principal) => {
      const [kind = '', id = ''] = principalKey(principal).split('/');
      return known({ kind, id });
    }),
    snapshots: snapshots.map(({ snapshot, encrypted, kmsKey }) =>
      known({ id: snapshot, encrypted, kmsKey: encrypted ? kmsKey : '' }),
    ),
    groups: new Map(Object.entries(groups)),
    now: seconds(now.toISOString()) ?? '',
  };
};
