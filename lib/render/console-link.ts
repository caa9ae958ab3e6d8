import { isImage, isInstance, type SubjectRef } from '../model/subject.ts';

/** Where the subject is shown in the EC2 console, an account-region by its settings; the reader must be signed in to its account. */
export const consoleLink = (ref: SubjectRef): string =>
  `https://${host(ref.region)}/ec2/home?region=${encodeURIComponent(ref.region.toWellFormed())}#${page(ref)}`;

const page = (ref: SubjectRef): string => {
  if (isImage(ref)) return `ImageDetails:imageId=${encodeURIComponent(ref.image.toWellFormed())}`;
  return isInstance(ref)
    ? `InstanceDetails:instanceId=${encodeURIComponent(ref.instance.toWellFormed())}`
    : 'Settings:';
};

const host = (region: string): string => {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return 'console.aws.amazon.com';
};
