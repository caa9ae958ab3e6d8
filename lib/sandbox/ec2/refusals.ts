import { AwsError } from '../wire/service.ts';

const IMAGE_ID = /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/;
const SNAPSHOT_ID = /^snap-([0-9a-f]{8}|[0-9a-f]{17})$/;
const ACCOUNT_ID = /^\d{12}$/;

/** The id as given; throws MissingParameter or InvalidAMIID.Malformed. */
export const imageIdOf = (id: string | undefined, parameter = 'ImageId'): string => {
  if (id === undefined || id === '') throw missing(parameter);
  if (IMAGE_ID.test(id)) return id;
  throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
};

/** The id as given; throws MissingParameter or InvalidSnapshotID.Malformed. */
export const snapshotIdOf = (id: string | undefined, parameter = 'SnapshotId'): string => {
  if (id === undefined || id === '') throw missing(parameter);
  if (SNAPSHOT_ID.test(id)) return id;
  throw new AwsError('InvalidSnapshotID.Malformed', `Invalid id: "${id}" (expecting "snap-...")`);
};

export const isAccountId = (text: string): boolean => ACCOUNT_ID.test(text);

export const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);

export const invalidValue = (value: string, parameter: string, why = ''): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value (${value}) for parameter ${parameter} is invalid.${why === '' ? '' : ` ${why}`}`,
  );

export const imageNotFound = (ids: readonly string[]): AwsError =>
  new AwsError(
    'InvalidAMIID.NotFound',
    ids.length === 1
      ? `The image id '[${ids.join()}]' does not exist`
      : `The image ids '[${ids.join(', ')}]' do not exist`,
  );

export const imageDeregistered = (id: string): AwsError =>
  new AwsError('InvalidAMIID.Unavailable', `The image ID '${id}' is no longer available`);

/** The image is there and in a state in which this cannot be done to it. */
export const imageUnavailable = (id: string, state: string): AwsError =>
  new AwsError(
    'InvalidAMIID.Unavailable',
    `The AMI ID '${id}' is currently ${state} and may not be used for this operation`,
  );

export const notAuthorizedForImage = (id: string): AwsError =>
  new AwsError('AuthFailure', `Not authorized for image:${id}`);

export const notAuthorizedForImages = (ids: readonly string[]): AwsError =>
  new AwsError('AuthFailure', `Not authorized for images: [${ids.join(', ')}]`);

export const snapshotNotFound = (id: string): AwsError =>
  new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);

/** A setting that a declarative policy of the organisation holds cannot be changed in the account. */
export const managedElsewhere = (setting: string): AwsError =>
  new AwsError(
    'DeclarativePolicyViolation',
    `The ${setting} setting is managed by a declarative policy and can't be modified by the account.`,
  );
