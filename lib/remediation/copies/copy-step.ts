import { COPY_OF } from '../../model/copy-tags.ts';
import type { ImageCopy } from '../../model/facts.ts';
import { sha256Hex } from '../../model/hash.ts';
import type { Datum, ImageFacts } from '../../model/image.ts';
import { subjectKey } from '../../model/subject.ts';
import { isStandingCopy } from '../writes/copy.ts';
import { keyNameOf } from './key-name.ts';
import { replaceStep } from './replace-step.ts';
import { refuse, type Step, type StepContext, wait } from './step.ts';
import { copyDefect } from './verify-copy.ts';

const QUARTER_S = 900;
const HOUR_S = 3_600;
/** So often a copy is begun before a person has to say that it is to be tried once more. */
const MOST_BEGUN = 3;
/** EC2 is eventually consistent: a copy that was begun just now may be missing from a list. Another is begun only after that. */
const UNSEEN_MS = 600_000;
/** RegisterImage.Name: 3 to 128 letters. */
const LONGEST_NAME = 128;

/**
 * The next step from an image that is available to its encrypted copy in its place, by what is so now and nothing else: whoever died
 * between two steps, and whichever event was lost, the next look goes on.
 */
export const copyStep = (context: StepContext): Step => {
  const { image, copies } = context.state;
  const name = keyNameOf(context);
  if (image?.kind !== 'known') return refuse('Nobody could look at the image itself.', QUARTER_S);
  if (Object.hasOwn(image.value.tags, COPY_OF)) {
    return refuse(
      'It is an encrypted copy itself: kmsKeys does not allow the kmsKey that the policy names.',
      null,
    );
  }
  if (name === null) return refuse('The policy names no key (kmsKey) to encrypt the copy under.', null);
  if (copies?.kind !== 'known') {
    return copies?.kind === 'fault'
      ? refuse(`Nobody could look for its copies (${copies.operation}: ${copies.code}).`, QUARTER_S)
      : { kind: 'look', facts: ['copies'], key: false };
  }
  const failed = copies.value.find(({ state }) => isFailed(state));
  if (failed !== undefined) return removal(failed);
  const [copy] = copies.value.filter(isStandingCopy).toSorted((a, b) => (a.image < b.image ? -1 : 1));
  if (copy === undefined) return begin(context, image.value, name);
  if (copy.state !== 'available') {
    return wait(`AWS is making ${copy.image}, its encrypted copy.`, QUARTER_S);
  }
  if (context.key.kind === 'unread') return { kind: 'look', facts: [], key: true };
  if (context.key.kind === 'fault') return refuse(unusable(name, context.key), HOUR_S);
  const defect = copyDefect(copy, image.value, context.key.value);
  if (defect !== null) {
    return refuse(
      `Its copy could not be verified, so that nothing was done beyond it: ${defect} Put it right, or roll the copy back.`,
      HOUR_S,
    );
  }
  return replaceStep(context, copy, context.key.value);
};

const isFailed = (state: string): boolean => state === 'failed' || state === 'invalid' || state === 'error';

const removal = ({ image, reason, snapshots }: ImageCopy): Step => ({
  kind: 'write',
  name: 'remove',
  writes: [{ kind: 'copy-removal', copy: image, snapshots: snapshots.every(({ ours }) => ours) }],
  note: `Its copy ${image} failed: ${reason ?? 'AWS does not say why'}. What there was of it was taken away.`,
  last: false,
});

const begin = (context: StepContext, image: ImageFacts, name: string): Step => {
  const { failures, begun, begunLately, begunAt, state, key, now } = context;
  if (begunAt !== null && now.getTime() - Date.parse(begunAt) < UNSEEN_MS) {
    return wait(`A copy of it was begun at ${begunAt}, and AWS does not show it just now.`, UNSEEN_MS / 1000);
  }
  const last = failures.at(-1) ?? null;
  if (last !== null && isOfKey(last)) {
    return refuse(
      `The copy failed because EC2 could not use a key: ${last}. Let the account ${state.ref.account} use ${name}, and the keys ` +
        'that the image is encrypted under, by their policies; then ask for it once more.',
      null,
    );
  }
  if (begunLately >= MOST_BEGUN) {
    const why = failures.length > 0 ? ` Why it failed last: ${last ?? 'AWS does not say'}.` : '';
    return refuse(
      `It was copied ${String(begunLately)} times, and each copy failed or was taken away.${why} It is not tried again before a person asks for it.`,
      null,
    );
  }
  if (key.kind === 'unread') return { kind: 'look', facts: [], key: true };
  if (key.kind === 'fault') return refuse(unusable(name, key), HOUR_S);
  if (key.value.state !== 'Enabled') {
    return refuse(
      `The key ${name} is ${key.value.state}: ${mendOf(key.value.state)} Nothing was begun.`,
      HOUR_S,
    );
  }
  const token = sha256Hex(`copy ${subjectKey(state.ref)} ${key.value.arn} ${String(begun)}`).slice(0, 32);
  return {
    kind: 'write',
    name: 'copy',
    writes: [{ ...copyWriteOf(context), as: { name: nameOf(image, token), token } }],
    note: null,
    last: false,
  };
};

/** EBS says of a copy that it may not encrypt: "Given key ID is not accessible". */
const isOfKey = (reason: string): boolean => /\bkey\b|kms/i.test(reason);

const mendOf = (state: string): string =>
  state === 'PendingDeletion'
    ? 'cancel its deletion and enable it, or name another in the policy.'
    : 'enable it, or name another in the policy.';

const unusable = (name: string, { operation, code }: Extract<Datum<never>, { kind: 'fault' }>): string =>
  `The key ${name} could not be looked at (${operation}: ${code}): let the account’s writer role use it by the key’s policy ` +
  '(kms:DescribeKey, kms:CreateGrant, kms:Decrypt, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncrypt*), or name another in the policy. Nothing was begun.';

/** What an image is to be replaced by, as a policy has it. */
export const copyWriteOf = ({ setting, state }: Pick<StepContext, 'setting' | 'state'>) =>
  ({
    kind: 'copy',
    key: keyNameOf({ setting, state }),
    then: setting.options?.source?.after ?? 'keep',
    deregisterAfter: setting.options?.source?.deregisterAfter ?? null,
  }) as const;

/** Names are unique in an account and region: the original's, and by which attempt. */
const nameOf = ({ name }: ImageFacts, token: string): string => {
  const end = `-encrypted-${token.slice(0, 8)}`;
  return `${(name ?? 'image').slice(0, LONGEST_NAME - end.length)}${end}`;
};
