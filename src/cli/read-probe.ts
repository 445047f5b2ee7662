/** Reads a catchment that `probe --json` has printed. */
import * as z from 'zod';
import { LabError } from '../lab/lab-error.ts';
import type { Answered } from '../measure/catchment-moves.ts';
import { readText } from './files.ts';

const probeSchema = z.object({
  entries: z.array(
    z.object({
      client: z.string(),
      service: z.string(),
      family: z.union([z.literal(4), z.literal(6)]),
      site: z.string().nullable(),
    }),
  ),
});

/**
 * The catchment that a file holds.
 * @throws LabError `usage` where it cannot be read, or holds something else
 */
export function readProbe(file: string): readonly Answered[] {
  const parsed = probeSchema.safeParse(parseJson(readText(file)));
  if (parsed.success) return parsed.data.entries;
  const hint = `Save one first: anycast-lab probe --json > ${file}`;
  throw new LabError('usage', `${file} holds no catchment`, hint);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
