import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallFamily, changeOf, imageIn } from './call.ts';

/** EnableImage and DisableImage. Disabling drops every launch permission; enabling does not bring them back. */
export const enableImage: CallFamily = {
  calls: ['EnableImage', 'DisableImage'],
  read: ({ name, request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    const enables = name === 'EnableImage';
    return changeOf({
      images: [image],
      touches: enables ? IMAGE_FACTS : ['image', 'launchPermission'],
      detail: { kind: 'state', state: enables ? 'enabled' : 'disabled', message: null },
      refusal: 'denied',
    });
  },
};
