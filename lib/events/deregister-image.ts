import { ALL_FACTS, type CallFamily, imageIn } from './call.ts';

/** DeregisterImage: the image is gone, or in the Recycle Bin. */
export const deregisterImage: CallFamily = {
  calls: ['DeregisterImage'],
  read: ({ request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    return {
      kind: 'change',
      images: [image],
      snapshots: [],
      touches: ALL_FACTS,
      detail: { kind: 'state', state: 'deregistered', message: null },
      refusal: 'denied',
    };
  },
};
