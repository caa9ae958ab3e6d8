import type { ImageRef } from '../model/image.ts';

/** Where the image is shown in the EC2 console; the reader must be signed in to its account. */
export const consoleLink = ({ region, image }: ImageRef): string =>
  `https://${host(region)}/ec2/home?region=${encodeURIComponent(region.toWellFormed())}` +
  `#ImageDetails:imageId=${encodeURIComponent(image.toWellFormed())}`;

const host = (region: string): string => {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return 'console.aws.amazon.com';
};
