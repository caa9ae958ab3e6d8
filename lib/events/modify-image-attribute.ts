import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallFamily, changeOf, imageIn } from './call.ts';
import { sharesIn } from './principals.ts';
import { type Members, member, text } from './read.ts';
import { unseen } from './unseen.ts';

/** ModifyImageAttribute: launch permissions, or another attribute of the image. */
export const modifyImageAttribute: CallFamily = {
  calls: ['ModifyImageAttribute'],
  read: ({ request }) => {
    // Only a share with thousands of principals is that large.
    if (request.members === null) return unseen('requestParameters', IMAGE_FACTS, 'never');
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    const attribute = attributeOf(request.members);
    if (attribute === 'launchPermission') {
      const { added, removed, adds } = sharesIn(request.members, 'launchPermission');
      return changeOf({
        images: [image],
        touches: ['launchPermission'],
        detail: { kind: 'shared', added, removed },
        refusal: adds ? 'always' : 'never',
      });
    }
    return changeOf({
      images: [image],
      touches: attribute === null ? IMAGE_FACTS : ['image'],
      detail: { kind: 'attribute', attribute: attribute ?? 'unknown' },
      refusal: 'never',
    });
  },
};

const ATTRIBUTES = ['launchPermission', 'description', 'productCodes', 'imdsSupport'] as const;

/** The attribute by its name, however it is spelt (`LAUNCH_PERMISSION` too), or by the member that carries it. */
const attributeOf = (request: Members): string | null => {
  const named = text(member(request, 'attributeType')) ?? text(member(request, 'attribute'));
  const carried = ATTRIBUTES.find((name) => member(request, name) !== undefined);
  if (named === null) return carried ?? null;
  const plain = named.replaceAll('_', '').toLowerCase();
  return carried === 'launchPermission' ? carried : (ATTRIBUTES.find((name) => name.toLowerCase() === plain) ?? named);
};
