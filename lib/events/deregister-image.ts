import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallFamily, changeOf, imageIn } from './call.ts';

/** DeregisterImage: the image is gone, or in the Recycle Bin. */
export const deregisterImage: CallFamily = {
  calls: ['DeregisterImage'],
  read: ({ request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    return changeOf({
      images: [image],
      touches: IMAGE_FACTS,
      detail: { kind: 'state', state: 'deregistered', message: null },
      refusal: 'denied',
    });
  },
};
