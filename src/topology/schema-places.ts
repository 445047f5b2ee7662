import * as z from 'zod';
import { text } from './schema-builders.ts';

const PLACE = 'a city such as frankfurt, or its latitude and longitude: [50.1, 8.7]';

const coordinates = z
  .array(z.number({ error: PLACE }), { error: PLACE })
  .length(2, { error: PLACE })
  .refine(([latitude = 0, longitude = 0]) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180, {
    error: `${PLACE}, in degrees from -90 to 90 and from -180 to 180`,
  });

/** Where a node is: the name of a city, or its coordinates in degrees. */
export const place = z.union([text(PLACE), coordinates], { error: PLACE }).meta({
  description:
    'Where it is, for links with `latency: distance`: a city of the table, or latitude and longitude.',
  defaultText: 'nowhere',
  examples: ['frankfurt'],
});

export type PlaceForm = z.infer<typeof place>;
