import { ALL_FACTS, type CallChange, type CallFamily, imageIn } from './call.ts';
import { sharesIn } from './principals.ts';
import { type Members, member, text } from './read.ts';

/** ModifyImageAttribute: launch permissions, or another attribute of the image. */
export const modifyImageAttribute: CallFamily = {
  calls: ['ModifyImageAttribute'],
  read: ({ request }) => {
    if (request.members === null) return sharedUnnamed();
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    const attribute = attributeOf(request.members);
    if (attribute === 'launchPermission') {
      const { added, removed, adds } = sharesIn(request.members, 'launchPermission');
      return {
        kind: 'change',
        images: [image],
        snapshots: [],
        touches: ['launchPermission'],
        detail: { kind: 'shared', added, removed },
        refusal: adds ? 'always' : 'never',
      };
    }
    return {
      kind: 'change',
      images: [image],
      snapshots: [],
      touches: attribute === null ? ALL_FACTS : ['image'],
      detail: { kind: 'attribute', attribute: attribute ?? 'unknown' },
      refusal: 'never',
    };
  },
};

/** CloudTrail drops the parameters of more than 100 KB, which only a share with thousands of principals has: some image was shared. */
const sharedUnnamed = (): CallChange => ({
  kind: 'change',
  images: [],
  snapshots: [],
  touches: ['launchPermission'],
  detail: { kind: 'shared', added: [], removed: [] },
  refusal: 'never',
});

const ATTRIBUTES = ['launchPermission', 'description', 'productCodes', 'imdsSupport'] as const;

/** The attribute by its name, however it is spelt (`LAUNCH_PERMISSION` too), or by the member that carries it. */
const attributeOf = (request: Members): string | null => {
  const named = text(member(request, 'attributeType')) ?? text(member(request, 'attribute'));
  const carried = ATTRIBUTES.find((name) => member(request, name) !== undefined);
  if (named === null) return carried ?? null;
  const plain = named.replaceAll('_', '').toLowerCase();
  return carried === 'launchPermission' ? carried : (ATTRIBUTES.find((name) => name.toLowerCase() === plain) ?? named);
};
