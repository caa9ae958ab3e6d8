import { type CallFamily, changeOf, imageIn } from './call.ts';

/** ResetImageAttribute knows one attribute, launchPermission: all grants are taken away at once, approved ones too. */
export const resetImageAttribute: CallFamily = {
  calls: ['ResetImageAttribute'],
  read: ({ request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    return changeOf({
      images: [image],
      touches: ['launchPermission'],
      detail: { kind: 'shares-reset' },
      refusal: 'denied',
    });
  },
};
