/**
 * Samples as they are stored: a column for each field of a series, as most of what an object a sample would say is the
 * same from one to the next. 48 series of 6,000 queries take 6 MB.
 */
import * as z from 'zod';
import { seriesOf } from '../measure/outage.ts';
import type { QuerySample } from '../measure/samples.ts';

/** What became of a query, apart from its times. There are few in a run, so each is written once. */
const fateSchema = z
  .object({
    server: z.string().nullable(),
    site: z.string().nullable(),
    rcode: z.string().nullable(),
    late: z.boolean(),
    dropped: z.boolean(),
    error: z.string().exactOptional(),
  })
  .describe('Which server answered and how; whether late, never sent (dropped), or refused by the network');

const seriesSchema = z
  .object({
    client: z.string(),
    service: z.string(),
    family: z.union([z.literal(4), z.literal(6)]),
    seq: z
      .union([z.int(), z.array(z.int())])
      .describe('The number of the first query, where they count up by one; otherwise of each'),
    sentAt: z.array(z.int()).describe('In µs after `base`'),
    receivedAt: z.array(z.int().nullable()).describe('In µs after `base`; null: never'),
    fate: z.array(z.int().nonnegative()).describe('An index into `fates`'),
  })
  .refine(
    ({ seq, sentAt, receivedAt, fate }) =>
      [receivedAt, fate, ...(typeof seq === 'number' ? [] : [seq])].every(
        (column) => column.length === sentAt.length,
      ),
    { message: 'the columns of a series differ in length' },
  );

/** All samples of a run. */
export const columnsSchema = z
  .object({
    base: z.int().describe('µs of CLOCK_MONOTONIC'),
    fates: z.array(fateSchema),
    series: z.array(seriesSchema),
  })
  .refine(({ fates, series }) => series.every(({ fate }) => fate.every((index) => index < fates.length)), {
    message: 'a sample has a fate that is not there',
  });

export type SampleColumns = z.infer<typeof columnsSchema>;
type Fate = z.infer<typeof fateSchema>;

/** Puts samples into columns. */
export function toColumns(samples: readonly QuerySample[]): SampleColumns {
  const base = samples.reduce((least, { sentAt }) => Math.min(least, sentAt), samples[0]?.sentAt ?? 0);
  const indices = new Map<string, number>();
  const fates: Fate[] = [];
  const fateOf = ({ server, site, rcode, late, dropped, error }: QuerySample): number => {
    const key = `${server} ${site} ${rcode} ${late} ${dropped} ${error}`;
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, fates.length);
    return fates.push({ server, site, rcode, late, dropped, ...(error === undefined ? {} : { error }) }) - 1;
  };
  const series = seriesOf(samples).map(({ client, service, family, samples: unsorted }) => {
    const sorted = unsorted.toSorted((a, b) => a.seq - b.seq);
    const first = sorted[0]?.seq ?? 0;
    return {
      ...{ client, service, family },
      seq: sorted.every(({ seq }, index) => seq === first + index) ? first : sorted.map(({ seq }) => seq),
      sentAt: sorted.map(({ sentAt }) => sentAt - base),
      receivedAt: sorted.map(({ receivedAt }) => (receivedAt === null ? null : receivedAt - base)),
      fate: sorted.map(fateOf),
    };
  });
  return { base, fates, series };
}

/** The samples again, sorted by client, service, IP version and number. */
export function fromColumns({ base, fates, series }: SampleColumns): readonly QuerySample[] {
  const samples: QuerySample[] = [];
  // Hundreds of thousands: a literal without spreads, and no array between, are ten times as fast.
  for (const { client, service, family, seq, sentAt, receivedAt, fate } of series) {
    for (const [index, sent] of sentAt.entries()) {
      const received = receivedAt[index] ?? null;
      const { server, site, rcode, late, dropped, error } = fates[fate[index] as number] as Fate;
      const sample: QuerySample = {
        client,
        service,
        family,
        seq: typeof seq === 'number' ? seq + index : (seq[index] as number),
        sentAt: base + sent,
        receivedAt: received === null ? null : base + received,
        server,
        site,
        rcode,
        late,
        dropped,
      };
      samples.push(error === undefined ? sample : { ...sample, error });
    }
  }
  return samples;
}
