/**
 * Samples as they are stored: a column for each field of a series, as most of what an object a sample would say is the
 * same from one to the next. 48 series of 6,000 queries take 6 MB.
 */
import * as z from 'zod';
import { collectFates, type Fate } from '../measure/fates.ts';
import { type SampleSeries, sendingOf } from '../measure/outage.ts';
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

/** Puts samples into columns. */
export function toColumns(all: readonly SampleSeries[]): SampleColumns {
  const { first } = sendingOf(all);
  const base = Number.isFinite(first) ? first : 0;
  const fates = collectFates();
  const series = all.map(({ client, service, family, samples }) => {
    const sorted = samples.toSorted((a, b) => a.seq - b.seq);
    const number = sorted[0]?.seq ?? 0;
    return {
      ...{ client, service, family },
      seq: sorted.every(({ seq }, index) => seq === number + index) ? number : sorted.map(({ seq }) => seq),
      sentAt: sorted.map(({ sentAt }) => sentAt - base),
      receivedAt: sorted.map(({ receivedAt }) => (receivedAt === null ? null : receivedAt - base)),
      fate: sorted.map(fates.numberOf),
    };
  });
  return { base, fates: [...fates.list], series };
}

/** The samples again, sorted by number. */
export function fromColumns({ base, fates, series }: SampleColumns): readonly SampleSeries[] {
  return series.map(({ client, service, family, seq, sentAt, receivedAt, fate }) => {
    const samples: QuerySample[] = [];
    // Hundreds of thousands: a literal without spreads, and no array between, are ten times as fast.
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
    return { client, service, family, samples };
  });
}
