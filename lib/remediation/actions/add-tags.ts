import type { ActionContext, ActionDefinition } from './action-definition.ts';

/** Sets missing tags to the policy's values. A value that is there is never touched, whatever it is, nor is an `aws:` key. */
export const addTags: ActionDefinition = {
  name: 'add-tags',
  subject: 'image',
  writes: ['tags'],
  iamActions: [],
  undo: 'removing the tags that were set, as far as they still have that value',
  manualOnly: false,
  plan: (findings, context) => {
    const { state, setting } = context;
    if (state.image?.kind !== 'known') return [];
    const present = state.image.value.tags;
    const missing = findings.flatMap(({ detail }) =>
      detail.kind === 'tag' && !Object.hasOwn(present, detail.tag) ? [detail.tag] : [],
    );
    const set = missing.toSorted().flatMap((tag): readonly (readonly [string, string])[] => {
      const form = setting.options?.tags?.[tag];
      const value = form === undefined || tag.toLowerCase().startsWith('aws:') ? null : fill(form, context);
      return value === null ? [] : [[tag, value]];
    });
    return set.length === 0 ? [] : [{ kind: 'tags', set: Object.fromEntries(set), remove: [] }];
  },
};

// EC2: letters, digits, spaces and + - = . _ : / @ ; 256 characters.
const FORBIDDEN = /[^\p{L}\p{N}\p{Z}+\-=._:/@]/gu;

/** The value with its placeholders filled; null when what it asks for is not known. */
const fill = (form: string, { state, creator }: ActionContext): string | null => {
  const created = state.image?.kind === 'known' ? state.image.value.createdAt : null;
  if (form.includes('{creator}') && creator === null) return null;
  if (form.includes('{created}') && created === null) return null;
  return form
    .replaceAll('{creator}', creator ?? '')
    .replaceAll('{created}', created?.slice(0, 10) ?? '')
    .replaceAll('{account}', state.ref.account)
    .replace(FORBIDDEN, '_')
    .slice(0, 256);
};
