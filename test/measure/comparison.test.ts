import { describe, expect, it } from 'vitest';
import { compareReach, type Reach, reachOf, type Target } from '../../src/measure/comparison.ts';
import { inflationBins } from '../../src/measure/inflation.ts';
import type { QuerySample } from '../../src/measure/samples.ts';

const ANYCAST: Target = { anycast: true };

function reach(client: string, target: Target, site: string | null, rtt: number | null): Reach {
  return { client, family: 4, target, site, rtt, sent: 7, answered: site === null ? 0 : 7 };
}

/** A client's round trips to fra and nyc in ms, and what anycast chose. */
function client(
  name: string,
  fra: number | null,
  nyc: number | null,
  chosen: readonly [string, number] | null,
) {
  const own = (site: string, rtt: number | null) =>
    reach(name, { site }, rtt === null ? null : site, rtt === null ? null : rtt * 1000);
  const [site, rtt] = chosen ?? [null, null];
  return [reach(name, ANYCAST, site, rtt === null ? null : rtt * 1000), own('fra', fra), own('nyc', nyc)];
}

describe('compareReach', () => {
  it('says what anycast chose, what was the nearest, and what lies between', () => {
    const {
      clients,
      nearest,
      inflation,
      inflationBins: inflated,
      single,
    } = compareReach([
      ...client('berlin', 10, 90, ['fra', 10.2]),
      ...client('madrid', 30, 80, ['nyc', 81]),
      ...client('boston', 85, 5, ['nyc', 4.9]),
    ]);
    expect(clients.map(({ client: name, best, inflation: more }) => [name, best?.site, more])).toEqual([
      ['berlin', 'fra', 0],
      ['madrid', 'fra', 51_000],
      ['boston', 'nyc', 0],
    ]);
    expect(nearest).toEqual({ chosen: 2, of: 3 });
    expect(inflated.map((bin) => bin.clients)).toEqual([2, 0, 0, 0, 1]);
    expect(inflation).toMatchObject({ median: 0, p95: 51_000, max: 51_000, never: 0 });
    expect(single.map(({ site, rtt }) => [site, rtt.median])).toEqual([
      ['fra', 30_000],
      ['nyc', 80_000],
    ]);
  });

  it('counts whom nobody answers as farther than any other', () => {
    const { clients, anycast, inflation, nearest, single } = compareReach([
      ...client('berlin', null, 90, ['nyc', 90]),
      ...client('madrid', null, null, null),
    ]);
    expect(clients.map(({ best }) => best?.site ?? null)).toEqual(['nyc', null]);
    expect(anycast).toMatchObject({ median: null, min: 90_000, never: 1 });
    expect(inflation).toMatchObject({ never: 1 });
    expect(nearest).toEqual({ chosen: 1, of: 1 });
    expect(single.find(({ site }) => site === 'fra')?.rtt.never).toBe(2);
  });

  it('keeps the IP versions of a client apart', () => {
    const four = client('berlin', 10, 90, ['fra', 10]);
    const six = client('berlin', 20, 90, ['nyc', 90]).map((one) => ({ ...one, family: 6 as const }));
    expect(
      compareReach([...four, ...six]).clients.map(({ family, inflation }) => [family, inflation]),
    ).toEqual([
      [4, 0],
      [6, 70_000],
    ]);
  });
});

describe('inflationBins', () => {
  it('counts clients by how far they are led astray, up to the last', () => {
    const bins = inflationBins([0, 0, 0.5, 10_000, 10_001, 90_000, null]);
    expect(bins.map(({ upTo, clients }) => [upTo, clients])).toEqual([
      [0, 2],
      [10_000, 2],
      [20_000, 1],
      [50_000, 0],
      [100_000, 1],
    ]);
  });

  it('has one without a bound, and none where nothing is known', () => {
    expect(inflationBins([250_000]).at(-1)).toEqual({ upTo: null, clients: 1 });
    expect(inflationBins([250_000])).toHaveLength(7);
    expect(inflationBins([null])).toEqual([]);
  });
});

describe('reachOf', () => {
  const sample = (site: string | null, took: number | null): QuerySample => ({
    ...{ client: 'berlin', service: '192.0.2.53', family: 4, seq: 0, sentAt: 1000 },
    receivedAt: took === null ? null : 1000 + took,
    ...{ server: null, site, rcode: null, late: false, dropped: false },
  });
  const of = { client: 'berlin', family: 4, target: ANYCAST } as const;

  it('takes the median of the site that answered most', () => {
    const samples = [
      sample('fra', 900),
      sample('fra', 100),
      sample('nyc', 10),
      sample('fra', 110),
      sample(null, null),
    ];
    expect(reachOf(of, samples)).toEqual({ ...of, site: 'fra', rtt: 110, sent: 5, answered: 4 });
  });

  it('has none where nothing was answered', () => {
    expect(reachOf(of, [sample(null, null)])).toMatchObject({ site: null, rtt: null, sent: 1, answered: 0 });
  });
});
