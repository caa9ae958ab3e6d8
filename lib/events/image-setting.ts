import { type CallFamily, imageIn } from './call.ts';

// What each call changes. Storing and exporting change nothing on the image, but its content leaves EC2.
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['EnableImageDeprecation', 'deprecation'],
  ['DisableImageDeprecation', 'deprecation'],
  ['EnableImageDeregistrationProtection', 'deregistrationProtection'],
  ['DisableImageDeregistrationProtection', 'deregistrationProtection'],
  ['AttachImageWatermark', 'watermarks'],
  ['DetachImageWatermark', 'watermarks'],
  ['ReplaceImageInstanceTypeSpecification', 'instanceTypes'],
  ['CreateStoreImageTask', 'stored'],
  ['ExportImage', 'exported'],
]);

// Each of these is how somebody would prepare to destroy an image, or carry it off.
const TELLING: ReadonlySet<string> = new Set([
  'DisableImageDeregistrationProtection',
  'DetachImageWatermark',
  'CreateStoreImageTask',
  'ExportImage',
]);

/** Calls that change one setting of an image by a name of their own. */
export const imageSetting: CallFamily = {
  calls: [...SETTINGS.keys()],
  read: ({ name, request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    return {
      kind: 'change',
      images: [image],
      snapshots: [],
      touches: ['image'],
      detail: { kind: 'attribute', attribute: SETTINGS.get(name) ?? name },
      refusal: TELLING.has(name) ? 'denied' : 'never',
    };
  },
};
