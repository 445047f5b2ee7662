import type { SampleSeries } from '../../src/measure/outage.ts';
import type { QuerySample } from '../../src/measure/samples.ts';

/** Microseconds. */
export const INTERVAL = 10_000;
const ROUND_TRIP = 2_000;

const BASE = { client: 'c1', service: 'dns', family: 4 } as const;

/** A query sent in the slot `seq`, as the prober would report it. */
export function query(seq: number, fate: string): QuerySample {
  const sentAt = seq * INTERVAL;
  const answer = (site: string, trip = ROUND_TRIP, rcode = 'NOERROR'): QuerySample => ({
    ...BASE,
    ...{ seq, sentAt, receivedAt: sentAt + trip, server: `ns1.${site}`, site, rcode },
    ...{ late: trip > 1_000_000, dropped: false },
  });
  const lost: QuerySample = {
    ...BASE,
    ...{ seq, sentAt, receivedAt: null, server: null, site: null, rcode: null, late: false, dropped: false },
  };
  switch (fate) {
    case '.':
      return lost;
    case '!':
      return { ...lost, error: 'ENETUNREACH' };
    case 'x':
      return { ...lost, error: 'ENOBUFS', dropped: true };
    case '?':
      return { ...answer('f'), server: null, site: null };
    case 'r':
      return answer('f', ROUND_TRIP, 'REFUSED');
    case 'L':
      return answer('f', 1_500_000);
    case 'S':
      return answer('a', 45_000);
    default:
      return answer(fate);
  }
}

/**
 * A series, one character a query, one query every 10 ms from 0 on: a letter is the site that answered, after 2 ms;
 * `.` lost, `!` lost with an error, `x` never left, `?` answered without a name, `r` refused by f, `L` answered by f
 * too late, `S` answered by a after 45 ms. Spaces are for the reader.
 */
export function series(timeline: string): SampleSeries {
  const samples = [...timeline.replaceAll(' ', '')].map((fate, seq) => query(seq, fate));
  return { ...BASE, samples };
}
