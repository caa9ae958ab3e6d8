import type { ImageChange } from '../model/change.ts';
import type { ImageId } from '../model/ids.ts';
import { GUARDRAIL_FACTS } from '../model/subject.ts';
import type { Subject } from './observe-subject.ts';

/** What a change asks to be judged, each once: its images and those behind it, its instances, and the account-region whose guard rails it touches. */
export const subjectsOf = (change: ImageChange, behind: readonly ImageId[]): readonly Subject[] => {
  const { account, region } = change;
  const place = { account, region };
  const images = [...new Set([...change.images, ...behind])].map((image): Subject => ({
    ref: { ...place, image },
    launched: null,
  }));
  const launched = new Map(change.instances.map((entry) => [entry.instance, entry.image]));
  const instances = [...launched].map(([instance, image]): Subject => ({
    ref: { ...place, instance },
    launched: image,
  }));
  const touchesPlace = GUARDRAIL_FACTS.some((fact) => change.touches.includes(fact));
  return [...images, ...instances, ...(touchesPlace ? [{ ref: place, launched: null }] : [])];
};
