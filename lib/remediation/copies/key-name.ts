import type { ActionContext } from '../actions/action-context.ts';

/** The ARN by which the policy names the key of copies, for the region of the image; null when it names none. */
export const keyNameOf = ({ setting, state }: Pick<ActionContext, 'setting' | 'state'>): string | null =>
  setting.options?.kmsKey?.replaceAll('{region}', state.ref.region) ?? null;
