import { afterEach } from 'vitest';
import type { Principal } from '../../../../lib/model/principal.ts';
import { AccountId, ImageId } from '../../../../lib/model/ids.ts';
import type { PolicyBundle } from '../../../../lib/model/policy.ts';
import type { ImageRef } from '../../../../lib/model/subject.ts';
import { putImage, putSnapshot } from '../../../../lib/sandbox/ec2/seed/put.ts';
import { Estate, PLACE } from '../../../laws/sweep/estate.ts';
import { examplePolicy } from './policy.ts';

export { PLACE };

export const PUBLIC: Principal = { kind: 'public' };
export const STRANGER: Principal = { kind: 'account', account: AccountId.parse('012345678901') };

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444';

/** An estate, and what is asked of its EC2. */
export interface Stand extends Estate {
  /** The operations that were asked for since this was last emptied, with the image where one is named. */
  readonly asked: string[];
}

/** The id of the image of a number. */
export const imageId = (number: number): ImageId => ImageId.parse(`ami-0${String(number).padStart(16, '0')}`);

export const refOf = (number: number): ImageRef => ({ ...PLACE, image: imageId(number) });

/** An image that nothing is wrong with, unless told. */
interface Given {
  readonly tags?: Readonly<Record<string, string>>;
  readonly permission?: readonly Principal[];
  readonly encrypted?: boolean;
}

export const give = (
  { ec2: { world }, clock }: Estate,
  number: number,
  { tags = { Owner: 'web' }, permission = [], encrypted = true }: Given = {},
): void => {
  const snapshot = `snap-0${String(number).padStart(16, '0')}`;
  if (encrypted && world.keys.get(KEY) === null) {
    const more = { aliases: ['alias/images'], managed: false, enabled: true, users: [], organization: null };
    world.keys.put({ arn: KEY, ...PLACE, ...more });
  }
  putSnapshot(world, { ...PLACE, id: snapshot, description: 'disk', ...(encrypted ? { kmsKey: KEY } : {}) });
  const createdAt = clock.now().toISOString();
  const name = `app-${String(number)}`;
  putImage(world, { ...PLACE, id: imageId(number), name, snapshot, tags, permission, createdAt });
};

/** Makes estates for the tests of a file, closed after each. */
export const stands = (): ((policy?: PolicyBundle) => Stand) => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  return (policy = examplePolicy()) => {
    const asked: string[] = [];
    const estate = Object.assign(new Estate(1, policy), { asked });
    closing.push(estate.close);
    const call = estate.ec2.call.bind(estate.ec2);
    estate.ec2.call = (caller, region, operation, input) => {
      const { ImageId: image } = input as { readonly ImageId?: string };
      asked.push(image === undefined ? operation : `${operation} ${image}`);
      return call(caller, region, operation, input);
    };
    return estate;
  };
};
