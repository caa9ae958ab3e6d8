import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2';
import type { InstanceFacts } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, ImageId } from '../model/ids.ts';
import type { Datum, ImageFacts } from '../model/image.ts';
import type { InstanceRef } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageReader, InstanceObservation } from '../ports/images.ts';
import { datumFault } from './datum.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { readSeenImage } from './ec2-reads.ts';
import { errorCode, present, toFault } from './faults.ts';

const OPERATION = 'DescribeInstances';

const GONE = { kind: 'gone' } as const;

/** What DescribeInstances says of an instance; `image`: what an event named. Throws a `Fault` of code `UnknownShape` where neither names an image. */
export const instanceFacts = (
  ref: InstanceRef,
  instance: Instance,
  owner: string | undefined,
  image: ImageId | null,
): InstanceFacts => {
  const told = ImageId.safeParse(instance.ImageId);
  const from = image ?? (told.success ? told.data : null);
  if (from === null) {
    const what = `${ref.instance} runs from "${instance.ImageId ?? ''}", which is no image's id`;
    throw new Fault(OPERATION, 'UnknownShape', what, { retryable: false });
  }
  return {
    instance: ref.instance,
    image: from,
    state: present(OPERATION, 'instanceState', instance.State?.Name),
    launchedAt: instance.LaunchTime?.toISOString() ?? null,
    owner: AccountId.safeParse(owner).data ?? null,
  };
};

const readInstance = async (
  client: EC2Client,
  ref: InstanceRef,
  image: ImageId | null,
): Promise<Datum<InstanceFacts> | typeof GONE> => {
  try {
    const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [ref.instance] }));
    const reservations = present(OPERATION, 'reservationSet', answer.Reservations);
    for (const { Instances = [], OwnerId: owner } of reservations) {
      const instance = Instances.find(({ InstanceId }) => InstanceId === ref.instance);
      if (instance === undefined) continue;
      const value = instanceFacts(ref, instance, owner, image);
      return value.state === 'terminated' ? GONE : { kind: 'known', value };
    }
    return GONE;
  } catch (error) {
    if (errorCode(error) === 'InvalidInstanceID.NotFound') return GONE;
    return datumFault(toFault(OPERATION, error));
  }
};

/** The image that the event names, or else the instance; without either nobody knows which one to look at. */
const imageOf = async (
  client: EC2Client,
  { account, region }: InstanceRef,
  instance: Datum<InstanceFacts>,
  named: ImageId | null,
): Promise<Datum<ImageFacts>> => {
  if (named !== null) return readSeenImage(client, { account, region, image: named });
  if (instance.kind !== 'known') return instance;
  return readSeenImage(client, { account, region, image: instance.value.image });
};

/** Reads an instance and, where it is asked for, the image that it runs from, as the instance's account sees it. */
export const instanceObserver =
  ({
    clients,
    clock,
  }: {
    readonly clients: Ec2Clients;
    readonly clock: Clock;
  }): ImageReader['observeInstance'] =>
  async (ref, image, facts): Promise<InstanceObservation> => {
    const client = await clients(ref.account, ref.region);
    const observedAt = clock.now().toISOString();
    const instance = await readInstance(client, ref, image);
    if (instance.kind === 'gone') return { kind: 'gone', ref, observedAt };
    return {
      kind: 'state',
      state: {
        ref,
        observedAt,
        instance,
        ...(facts.includes('image') && { image: await imageOf(client, ref, instance, image) }),
      },
    };
  };
