import { describe, expect, it } from 'vitest';
import { parseDnsperf } from '../../../src/measure/load-run/dnsperf.ts';
import { figuresByClient, figuresBySite } from '../../../src/measure/load-run/load-figures.ts';
import { shareLoad } from '../../../src/measure/load-run/load-plan.ts';
import type { LoadQuery } from '../../../src/measure/load-run/load-queries.ts';
import { findLoadInvalidities } from '../../../src/measure/load-run/load-validity.ts';

const query = (client: string, site: string | null, latency: number | null): LoadQuery => ({
  ...{ client, service: 'dns', family: 4, site, latency },
  ...(latency === null ? { server: null, rcode: null } : { server: `ns1.${site}`, rcode: 'NOERROR' }),
});

/** a's queries came to fra, 1 to 100 ms, then one late and one lost; b's to nyc, and one nowhere. */
const QUERIES = [
  ...Array.from({ length: 100 }, (_, index) => query('a', 'fra', 1000 * (index + 1))),
  query('a', 'fra', 1_000_001),
  query('a', 'fra', null),
  query('b', 'nyc', 500),
  query('b', null, null),
];

describe('figures of a load', () => {
  it('tells by site what came to it, what it answered, and how soon, by nearest rank', () => {
    const nothing = { sent: 0, answered: 0, late: 0, lost: 0, rcodes: {}, latency: null };
    expect(figuresBySite(QUERIES, ['nyc', 'fra', 'sin'], 1000)).toEqual([
      {
        ...{ site: 'fra', share: { count: 102, of: 104 }, sent: 102, answered: 100, late: 1, lost: 1 },
        rcodes: { NOERROR: 101 },
        latency: { p50: 51_000, p95: 96_000, p99: 100_000, max: 1_000_001 },
      },
      {
        ...{ site: 'nyc', share: { count: 1, of: 104 }, sent: 1, answered: 1, late: 0, lost: 0 },
        rcodes: { NOERROR: 1 },
        latency: { p50: 500, p95: 500, p99: 500, max: 500 },
      },
      { ...nothing, site: 'sin', share: { count: 0, of: 104 } },
      { ...nothing, site: null, share: { count: 1, of: 104 }, sent: 1, lost: 1 },
    ]);
  });

  it('tells by client which sites its queries came to, the most first', () => {
    const found = figuresByClient([...QUERIES, query('b', 'nyc', 400)], ['b', 'c'], 1000);
    expect(found).toMatchObject([
      {
        client: 'b',
        sent: 3,
        answered: 2,
        lost: 1,
        sites: [
          { site: 'nyc', queries: 2 },
          { site: null, queries: 1 },
        ],
      },
      { client: 'c', sent: 0, sites: [] },
    ]);
  });
});

describe('shareLoad', () => {
  const shared = (rate: number, weights: Readonly<Record<string, number>>, addresses: readonly string[]) =>
    shareLoad(rate, new Map(Object.entries(weights)), addresses).map(({ qps }) => qps);

  it('shares by weight, evenly to addresses, in whole queries that add up', () => {
    expect(shared(100, { a: 3, b: 1 }, ['v4'])).toEqual([75, 25]);
    expect(shared(101, { a: 3, b: 1 }, ['v4', 'v6'])).toEqual([38, 38, 13, 12]);
    expect(shared(10, { a: 1, b: 1, c: 1 }, ['v4'])).toEqual([4, 3, 3]);
  });

  it('leaves those without any for whom the rate is too small', () => {
    expect(shared(2, { a: 1, b: 1, c: 1 }, ['v4'])).toEqual([1, 1, 0]);
  });
});

describe('whether a load can be believed', () => {
  const [figures] = figuresByClient(QUERIES, ['a'], 1000);
  if (figures === undefined) throw new Error('there is a client');
  const client = { client: 'a', asked: 102, captured: figures };
  const whole = { dropped: 0, full: false };

  it('can where dnsperf and the link counted alike', () => {
    const dnsperf = { sent: 102, completed: 101, lost: 1 };
    expect(findLoadInvalidities([{ ...client, dnsperf }], whole)).toEqual([]);
  });

  it('cannot where they did not, packets were not captured, or less was sent than asked for', () => {
    const dnsperf = { sent: 103, completed: 90, lost: 13 };
    const found = findLoadInvalidities([{ ...client, asked: 120, dnsperf }], { dropped: 2, full: true });
    expect(found.map(({ reason }) => reason)).toEqual([
      'packets-dropped',
      'capture-full',
      'counts-differ',
      'counts-differ',
      'too-slow',
    ]);
  });
});

describe('parseDnsperf', () => {
  it('reads its report, and refuses what is none', () => {
    const report =
      'Statistics:\n\n  Queries sent:         500\n  Queries completed:    480 (96.00%)\n  Queries lost:         20 (4.00%)\n';
    expect(parseDnsperf(report)).toEqual({ sent: 500, completed: 480, lost: 20 });
    expect(() => parseDnsperf('Warning: something')).toThrow(/no queries sent/);
  });
});
