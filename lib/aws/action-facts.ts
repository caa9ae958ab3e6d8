import type { ActionFacts, AnyFact, Datum, FactData, ImageFacts } from '../model/image.ts';
import type { AccountRegion, ImageRef } from '../model/subject.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { readCopies } from './image-copies.ts';
import { readUsage } from './image-usage.ts';
import { readQuotaRequests } from './quota-requests.ts';
import { readRecycleBin, type RecycleBinSettings } from './recycle-bin.ts';
import type { QuotaClients } from './share-quota.ts';

const NAMES: readonly AnyFact[] = [
  'usage',
  'recycleBin',
  'quotaRequests',
  'copies',
] satisfies readonly (keyof ActionFacts)[];

type Some = Pick<FactData, keyof ActionFacts>;

/** Reads facts that tell whether a remediation may be done. Apart from the others: the guard carries none of it. */
export interface ActionFactReader {
  readonly ofImage: (ref: ImageRef, image: Datum<ImageFacts>, facts: readonly AnyFact[]) => Promise<Some>;
  readonly ofAccountRegion: (ref: AccountRegion, facts: readonly AnyFact[]) => Promise<Some>;
}

export const actionFacts = ({
  clients,
  quotas,
  recycleBin: bin,
}: {
  readonly clients: Ec2Clients;
  readonly quotas: QuotaClients;
  readonly recycleBin: RecycleBinSettings;
}): ActionFactReader => {
  const ofAccountRegion: ActionFactReader['ofAccountRegion'] = async ({ account, region }, facts) =>
    facts.includes('quotaRequests')
      ? { quotaRequests: await readQuotaRequests(await quotas(account, region)) }
      : {};
  return {
    ofAccountRegion,
    ofImage: async (ref, image, facts) => {
      if (!facts.some((fact) => NAMES.includes(fact))) return {};
      const wants = (fact: AnyFact): boolean => facts.includes(fact);
      const client = await clients(ref.account, ref.region);
      const [usage, copies, recycleBin, others] = await Promise.all([
        wants('usage') ? readUsage(client, ref) : undefined,
        wants('copies') ? readCopies(client, ref) : undefined,
        // By which tags the image has a rule matches or not.
        wants('recycleBin') && image.kind === 'known' ? readRecycleBin(bin, ref, image.value) : undefined,
        ofAccountRegion(ref, facts),
      ]);
      return {
        ...others,
        ...(usage && { usage }),
        ...(copies && { copies }),
        ...(recycleBin && { recycleBin }),
      };
    },
  };
};
