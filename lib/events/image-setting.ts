import { type CallFamily, changeOf, imageIn } from './call.ts';

// What each call changes.
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['EnableImageDeprecation', 'deprecation'],
  ['DisableImageDeprecation', 'deprecation'],
  ['EnableImageDeregistrationProtection', 'deregistrationProtection'],
  ['DisableImageDeregistrationProtection', 'deregistrationProtection'],
  ['AttachImageWatermark', 'watermarks'],
  ['DetachImageWatermark', 'watermarks'],
  ['ReplaceImageInstanceTypeSpecification', 'instanceTypes'],
]);

// Each of these is how somebody would prepare to destroy an image, or to hide where it comes from.
const TELLING: ReadonlySet<string> = new Set(['DisableImageDeregistrationProtection', 'DetachImageWatermark']);

/** Calls that change one setting of an image by a name of their own. */
export const imageSetting: CallFamily = {
  calls: [...SETTINGS.keys()],
  read: ({ name, request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    return changeOf({
      images: [image],
      touches: ['image'],
      detail: { kind: 'attribute', attribute: SETTINGS.get(name) ?? name },
      refusal: TELLING.has(name) ? 'denied' : 'never',
    });
  },
};
