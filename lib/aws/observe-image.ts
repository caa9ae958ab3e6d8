import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AnyFact, Datum, Fact, FactData, ImageFacts, ImageState } from '../model/image.ts';
import type { Principal } from '../model/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageReader } from '../ports/images.ts';
import type { ActionFactReader } from './action-facts.ts';
import { datumOf } from './datum.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { readImage, readLaunchPermission, type Absent, type Read } from './ec2-reads.ts';
import { backingSnapshots, readSnapshots } from './ec2-snapshots.ts';
import { readAncestry } from './image-ancestry.ts';
import { readExports } from './image-exports.ts';
import { readReferences } from './image-references.ts';
import { readKeyAliases, type KmsClients } from './key-aliases.ts';
import { shareQuotas, type QuotaClients } from './share-quota.ts';
import { readSnapshotSharing } from './snapshot-sharing.ts';

const UNREAD = { kind: 'unread' } as const;

/** What nobody can read who has not read the mappings. */
const OF_MAPPINGS: readonly Fact[] = ['snapshots', 'snapshotSharing', 'keyAliases'];

/**
 * Gone only if every read of the image itself that was made says so, or the image is another account's. One read that knows the
 * image, or that failed, leaves a state behind in which the other is a fault: a doubt is never taken for an absence.
 */
const isGone = (image: Read<ImageFacts>, permission: Read<readonly Principal[]>): boolean => {
  if (image.kind === 'absent' && image.certainty === 'foreign') return true;
  const asked = [image, permission].filter(({ kind }) => kind !== 'unread');
  const absences = asked.filter((read): read is Absent => read.kind === 'absent');
  return (
    asked.length > 0 &&
    absences.length === asked.length &&
    absences.some(({ certainty }) => certainty !== 'unclear')
  );
};

const known = <T>(read: Read<T>): Datum<T> => (read.kind === 'absent' ? read.fault : read);

const isUnclear = (read: Read<unknown>): boolean => read.kind === 'absent' && read.certainty === 'unclear';

const isUnknown = (datum: Datum<unknown> | undefined): boolean =>
  datum?.kind === 'fault' && datum.code.startsWith('InvalidAMIID.');

export interface ImageObserverPorts {
  readonly clients: Ec2Clients;
  readonly kms: KmsClients;
  readonly quotas: QuotaClients;
  readonly clock: Clock;
  /** Reads what only remediations ask for; without it that stays unread. */
  readonly actions?: ActionFactReader;
}

/** Reads an image by one call for each group of facts asked for, the independent ones side by side. */
export const imageObserver = ({
  clients,
  kms,
  quotas,
  clock,
  actions,
}: ImageObserverPorts): ImageReader['observe'] => {
  const quotaOf = shareQuotas({ clients: quotas, clock });

  return async (ref, facts) => {
    const client = await clients(ref.account, ref.region);
    // Taken before the calls: what they answer is at least as new.
    const observedAt = clock.now().toISOString();
    const wants = (fact: AnyFact): boolean => facts.includes(fact);
    const wantsImage = wants('image') || wants('recycleBin') || OF_MAPPINGS.some(wants);
    const [first, permission, references, ancestry, exports, shareQuota] = await Promise.all([
      wantsImage ? readImage(client, ref) : UNREAD,
      wants('launchPermission') ? readLaunchPermission(client, ref) : UNREAD,
      wants('references') ? readReferences(client, ref) : undefined,
      wants('ancestry') ? readAncestry(clients, ref) : undefined,
      wants('exports') ? readExports(client, ref) : undefined,
      wants('shareQuota') ? datumOf('GetServiceQuota', () => quotaOf(ref.account, ref.region)) : undefined,
    ]);
    // What has two meanings, or says of a list that there is no such image, is settled by a second look, at the image itself.
    const isDoubtful = isUnclear(permission) || [references, ancestry, exports].some(isUnknown);
    const image = !wantsImage && isDoubtful ? await readImage(client, ref) : first;
    if (isGone(image, permission)) return { kind: 'gone', ref, observedAt };
    const state: ImageState = {
      ref,
      observedAt,
      image: known(image),
      launchPermission: known(permission),
      snapshots: UNREAD,
      ...(references && { references }),
      ...(ancestry && { ancestry }),
      ...(exports && { exports }),
      ...(shareQuota && { shareQuota }),
      ...(await readMappings(client, kms, known(image), facts)),
      ...(await actions?.ofImage(ref, known(image), facts)),
    };
    return { kind: 'state', state };
  };
};

type OfMappings = Pick<FactData, 'snapshotSharing' | 'keyAliases'> & Partial<Pick<ImageState, 'snapshots'>>;

/** What hangs on the image's block devices. A fault of the image is one of its snapshots too, which nobody can name. */
const readMappings = async (
  client: EC2Client,
  kms: KmsClients,
  image: Datum<ImageFacts>,
  facts: readonly AnyFact[],
): Promise<OfMappings> => {
  const wantsSharing = facts.includes('snapshotSharing');
  const wantsAliases = facts.includes('keyAliases');
  const wantsSnapshots = wantsAliases || facts.includes('snapshots');
  if (image.kind !== 'known') {
    return {
      ...(wantsSnapshots && { snapshots: image }),
      ...(wantsSharing && { snapshotSharing: image }),
      ...(wantsAliases && { keyAliases: image }),
    };
  }
  const ids = backingSnapshots(image.value.devices);
  const [snapshots, snapshotSharing] = await Promise.all([
    wantsSnapshots ? readSnapshots(client, ids) : UNREAD,
    wantsSharing ? readSnapshotSharing(client, ids) : undefined,
  ]);
  return {
    snapshots,
    ...(snapshotSharing && { snapshotSharing }),
    ...(wantsAliases && {
      keyAliases: snapshots.kind === 'known' ? await readKeyAliases(kms, snapshots.value) : snapshots,
    }),
  };
};
