import * as z from 'zod';
import type { ImageFilter } from '../../app/estate/known-images.ts';
import { sentence, text } from '../../policy/source/schema/words.ts';
import { FilterOptions } from '../journal/options.ts';

const { account, region, image } = FilterOptions;

/** The flags that narrow what is shown to a part of the estate. */
export const PlaceFilterOptions = { account, region };

/** The same for images. */
export const ImageFilterOptions = {
  ...PlaceFilterOptions,
  image,
  name: sentence.optional(),
  tag: z.array(text('Key, or Key=value', /^[^=]/)).default([]),
};

/** The filter that the flags name. */
export const imageFilterOf = ({
  account: of,
  region: within,
  image: id,
  name,
  tag,
}: z.infer<z.ZodObject<typeof ImageFilterOptions>>): ImageFilter => ({
  ...(of === undefined ? {} : { account: of }),
  ...(within === undefined ? {} : { region: within }),
  ...(id === undefined ? {} : { image: id }),
  ...(name === undefined ? {} : { name }),
  tags: tag.map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? { key: word, value: null } : { key: word.slice(0, at), value: word.slice(at + 1) };
  }),
});
