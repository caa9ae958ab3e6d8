import type { Clock } from '../ports/clock.ts';
import type { EstateReader } from '../ports/estate-reader.ts';
import type { MemberClientSettings } from './member-clients.ts';
import { passingClients } from './passing-clients.ts';
import { placeReader } from './place-reader.ts';

/** Reads whole accounts and regions by the calls of the guard's reader, and by lists; with clients that leave all waiting and trying again to the passage. */
export const estateReader = (settings: MemberClientSettings & { readonly clock: Clock }): EstateReader => {
  const clientsFor = passingClients(settings);
  return { open: (place, passage) => placeReader(place, clientsFor(passage), settings.clock) };
};
