import type { ActionDefinition } from './action-definition.ts';

/** Sets missing tags to the policy's values. A value that is there is never touched, whatever it is, nor is an `aws:` key. */
export const addTags: ActionDefinition = {
  name: 'add-tags',
  subjects: ['image'],
  writes: ['tags'],
  iamActions: [],
  undo: 'removing the tags that were set, as far as they still have that value',
  manualOnly: false,
  reads: [],
  plan: (findings, { state, setting, creator }) => {
    if (state.image?.kind !== 'known') return [];
    const { tags: present, createdAt } = state.image.value;
    const values: Readonly<Record<string, string | null>> = {
      '{creator}': creator,
      '{created}': createdAt?.slice(0, 10) ?? null,
      '{account}': state.ref.account,
    };
    const missing = findings.flatMap(({ detail }) =>
      detail.kind === 'tag' && !Object.hasOwn(present, detail.tag) ? [detail.tag] : [],
    );
    const set = missing.toSorted().flatMap((tag): readonly (readonly [string, string])[] => {
      const form = Object.entries(setting.options?.tags ?? {}).find(([name]) => name === tag)?.[1];
      const value = form === undefined || tag.toLowerCase().startsWith('aws:') ? '' : fill(form, values);
      // An empty one would fail the rule as much as a missing one, and could not be filled in any more.
      return value.trim() === '' ? [] : [[tag, value]];
    });
    return set.length === 0 ? [] : [{ kind: 'tags', set: Object.fromEntries(set), remove: {} }];
  },
  hindrance: null,
};

// EC2 user guide, "Tag restrictions": letters, digits, spaces and + - = . _ : / @ ; 256 characters.
const FORBIDDEN = /[^\p{L}\p{N}\p{Zs}+\-=._:/@]/gu;
const LONGEST = 256;

/** The value with its placeholders filled; empty when what it asks for is not known. */
const fill = (form: string, values: Readonly<Record<string, string | null>>): string => {
  const asked = Object.entries(values).filter(([placeholder]) => form.includes(placeholder));
  if (asked.some(([, value]) => value === null)) return '';
  const filled = form.replaceAll(
    /\{(?:creator|created|account)\}/g,
    (placeholder) => values[placeholder] ?? '',
  );
  return Array.from(filled.replace(FORBIDDEN, '_')).slice(0, LONGEST).join('');
};
