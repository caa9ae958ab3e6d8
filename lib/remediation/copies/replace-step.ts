import { REPLACED_AT } from '../../model/copy-tags.ts';
import type { ImageCopy } from '../../model/facts.ts';
import type { KeyFacts } from '../../model/key-facts.ts';
import { exceptPrincipals, type Principal, principalKey } from '../../model/principal.ts';
import { sorted } from '../actions/revoke.ts';
import { keyAccess } from './key-access.ts';
import { refuse, type Step, type StepContext, wait } from './step.ts';

const QUARTER_S = 900;
/** How many of those that refer to an image are named. */
const NAMED = 10;

/** The next step once a copy is verified: who may launch the original may launch the copy, then the original goes out of use. */
export const replaceStep = (context: StepContext, copy: ImageCopy, key: KeyFacts): Step => {
  const { state, setting, evaluation, now } = context;
  // Of the image's own rule nothing is in doubt: then nothing is done at all.
  const doubt = evaluation.verdicts.find(({ verdict }) => verdict === 'error');
  if (doubt !== undefined) {
    return refuse(`Nobody can tell who may launch the copy ${copy.image}: ${doubt.reason}`, QUARTER_S);
  }
  const { launchPermission } = state;
  if (launchPermission?.kind !== 'known') {
    return launchPermission?.kind === 'fault'
      ? refuse(`Nobody could look at who may launch the image (${launchPermission.code}).`, QUARTER_S)
      : { kind: 'look', facts: ['launchPermission'], key: false };
  }
  const { let: principals, left } = sharesOf(context, launchPermission.value, key);
  const missing = exceptPrincipals(principals, copy.launchPermission);
  const told = left.length === 0 ? '' : ` Not let in on the copy: ${left.join('; ')}.`;
  if (missing.length > 0) {
    return {
      kind: 'write',
      name: 'grant',
      writes: [{ kind: 'copy-permission', copy: copy.image, add: sorted(missing), remove: [] }],
      note: `Its encrypted copy ${copy.image} is verified.${told}`,
      last: false,
    };
  }
  if (setting.options?.source?.after !== 'disable') {
    return wait(
      `${copy.image} is its encrypted copy, verified. The original stays, as the policy has it.${told}`,
      null,
    );
  }
  const { references } = state;
  if (references === undefined || references.kind === 'unread') {
    return { kind: 'look', facts: ['references'], key: false };
  }
  const days = setting.options.source.deregisterAfter;
  const end =
    days === null
      ? ''
      : ` It is to be deregistered after ${String(Math.round(days / 86_400))} days, if nothing refers to it then.`;
  return {
    kind: 'write',
    name: 'retire',
    writes: [
      { kind: 'tags', set: { [REPLACED_AT]: now.toISOString() }, remove: {} },
      { kind: 'availability', to: 'disabled' },
    ],
    note: `${copy.image} is in its place. ${referenceText(references)}${told}${end}`,
    last: true,
    ...(days === null ? {} : { due: days }),
  };
};

/** Who is let in on the copy, and who of the original's principals is not, each with the reason. */
const sharesOf = (
  { evaluation, organization }: StepContext,
  shared: readonly Principal[],
  key: KeyFacts,
): { readonly let: readonly Principal[]; readonly left: readonly string[] } => {
  const failing = evaluation.findings.flatMap(({ detail, waiver }) =>
    detail.kind === 'principal' && waiver === null ? [detail.principal] : [],
  );
  const allowed = exceptPrincipals(shared, failing);
  const judged = allowed.map((principal) => ({
    principal,
    access:
      principal.kind === 'public'
        ? ({ kind: 'no', why: 'an encrypted image cannot be public' } as const)
        : keyAccess(principal, key, organization),
  }));
  return {
    let: judged.filter(({ access }) => access.kind === 'yes').map(({ principal }) => principal),
    left: [
      ...shared
        .filter((one) => !allowed.includes(one))
        .map((one) => `${named(one)} (the policy does not allow it)`),
      ...judged.flatMap(({ principal, access }) =>
        access.kind === 'yes' ? [] : [`${named(principal)} (${access.why})`],
      ),
    ].toSorted(),
  };
};

const named = (principal: Principal): string => principalKey(principal).replace('/', ' ');

type Looked<Of> = Exclude<NonNullable<Of>, { kind: 'unread' }>;

const referenceText = (references: Looked<StepContext['state']['references']>): string => {
  if (references.kind === 'fault') {
    return `Nobody could look at what refers to the original (${references.code}).`;
  }
  const arns = references.value.map(({ arn }) => arn).toSorted();
  if (arns.length === 0) return 'Nothing in its account refers to the original.';
  const more = arns.length > NAMED ? ` and ${String(arns.length - NAMED)} more` : '';
  return `These refer to the original still, and are to be brought to the copy: ${arns.slice(0, NAMED).join(', ')}${more}.`;
};
