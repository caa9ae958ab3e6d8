import * as z from 'zod/mini';
import { AccountId, ImageId, InstanceId, Region } from './ids.ts';
import type { SlackRight } from './policy.ts';
import { type AccountRegion, type ImageRef, subjectId, isImage, type SubjectRef } from './subject.ts';

/** What a button of an alert asks for, with all that the request needs to know; its value carries it to Slack and back. */
export type SlackButton =
  | {
      readonly act: 'approve' | 'refuse';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly plan: string;
    }
  | {
      readonly act: 'undo';
      readonly ref: ImageRef | AccountRegion;
      readonly finding: string;
      readonly entry: string;
    }
  | { readonly act: 'waive'; readonly ref: SubjectRef; readonly finding: string }
  | { readonly act: 'mute'; readonly ref: SubjectRef; readonly finding: string };

/** What somebody has to be allowed for a button. */
export const RIGHT_FOR: Readonly<Record<SlackButton['act'], SlackRight>> = {
  approve: 'approve',
  refuse: 'approve',
  undo: 'undo',
  waive: 'waive',
  mute: 'mute',
};

/** How long a waiver and a mute last unless somebody says otherwise. */
export const USUAL_DAYS = 7;

// Slack's limit for the value of a button (Block Kit reference).
const MOST = 2_000;

/** The value of a button; null for what Slack would not take, or would not come back as it is. */
export const buttonValue = (button: SlackButton): string | null => {
  const { ref, ...rest } = button;
  const { account, region } = ref;
  const id = subjectId(ref);
  const subject = id === null ? {} : isImage(ref) ? { image: id } : { instance: id };
  const value = JSON.stringify({ ...rest, account, region, ...subject });
  return value.length <= MOST && readButton(value) !== null ? value : null;
};

const hex = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const place = { account: AccountId, region: Region, finding: hex };
const image = z.exactOptional(ImageId);
const instance = z.exactOptional(InstanceId);

const Value = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['approve', 'refuse']), ...place, image, instance, plan: hex }),
  z.strictObject({
    act: z.literal('undo'),
    ...place,
    image,
    entry: z.string().check(z.regex(/^[\x21-\x7e]{1,256}$/)),
  }),
  z.strictObject({ act: z.enum(['waive', 'mute']), ...place, image, instance }),
]);

/** What a value says; null when it is none of ours. */
export const readButton = (value: string): SlackButton | null => {
  const parsed = Value.safeParse(jsonOf(value));
  if (!parsed.success) return null;
  const { data } = parsed;
  if (data.act === 'undo') return { act: 'undo', ref: refOf(data), finding: data.finding, entry: data.entry };
  if (data.image !== undefined && data.instance !== undefined) return null;
  const ref = subjectOf(data);
  const { finding } = data;
  return 'plan' in data ? { act: data.act, ref, finding, plan: data.plan } : { act: data.act, ref, finding };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

interface Written extends AccountRegion {
  readonly image?: ImageId;
  readonly instance?: InstanceId;
}

const refOf = ({ account, region, image: id }: Written): ImageRef | AccountRegion =>
  id === undefined ? { account, region } : { account, region, image: id };

const subjectOf = (written: Written): SubjectRef => {
  const { account, region, instance: id } = written;
  return id === undefined ? refOf(written) : { account, region, instance: id };
};
