/** Anycast beside unicast on real routers, with the latencies of real distances. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompareResult } from '../../src/lab/compare.ts';
import type { ExplainResult } from '../../src/lab/explain.ts';
import { findCity } from '../../src/topology/cities.ts';
import { fibreLatency } from '../../src/topology/distance.ts';
import { cli, cliJson } from './support/cli.ts';
import { labName } from './support/labs.ts';

/** What a busy machine may add to the median of a round trip over four links, in µs. */
const BUSY = 100_000;

const roundTrip = (...cities: readonly string[]): number =>
  cities.slice(1).reduce((sum, city, index) => {
    const [from, to] = [findCity(cities[index] ?? ''), findCity(city)];
    if (from === undefined || to === undefined) throw new Error(`no city ${city}`);
    return sum + 2 * fibreLatency(from, to);
  }, 0);

describe('unicast-vs-anycast', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('compare');
    await cli(['up', 'unicast-vs-anycast', '--name', lab]);
  });

  it('has the catchments that it promises', async () => {
    expect((await cli(['probe', lab])).exitCode).toBe(0);
  });

  it('shows how far each client is from each site, and where anycast is not the best', async () => {
    const { clients, nearest, single, inflation, inflationBins } = await cliJson<CompareResult>([
      'compare',
      lab,
    ]);
    expect(clients).toHaveLength(18);
    const of = (name: string) => clients.filter(({ client }) => client === name);
    const ways: readonly (readonly [client: string, site: string, rtt: number])[] = [
      ['berlin', 'fra', roundTrip('berlin', 'amsterdam', 'frankfurt')],
      ['berlin', 'sin', roundTrip('berlin', 'amsterdam', 'hong-kong', 'singapore')],
      ['sydney', 'nyc', roundTrip('sydney', 'new-york')],
      ['mumbai', 'sin', roundTrip('mumbai', 'hong-kong', 'singapore')],
    ];
    for (const [client, site, rtt] of ways) {
      for (const { unicast } of of(client)) {
        const seen = unicast.find((one) => one.site === site)?.rtt ?? 0;
        expect(seen, `${client} ${site}`).toBeGreaterThanOrEqual(rtt);
        expect(seen, `${client} ${site}`).toBeLessThan(rtt + BUSY);
      }
    }
    const odd = clients.filter(({ inflation: more }) => more !== 0);
    expect(odd.map(({ client, anycast, best }) => `${client} ${anycast?.site} not ${best?.site}`)).toEqual([
      'madrid nyc not fra',
      'madrid nyc not fra',
      'sydney nyc not sin',
      'sydney nyc not sin',
    ]);
    expect(nearest).toEqual({ chosen: 14, of: 18 });
    expect(single.map(({ site }) => site)).toEqual(['fra', 'nyc', 'sin']);
    expect(inflation.never).toBe(0);
    expect(inflationBins[0]).toEqual({ upTo: 0, clients: 14 });
    expect(inflationBins.reduce((sum, bin) => sum + bin.clients, 0)).toBe(18);
  });

  it('is what explain calls nearer', async () => {
    const { explanations } = await cliJson<ExplainResult>([
      'explain',
      'madrid',
      '--lab',
      lab,
      '--family',
      '4',
    ]);
    expect(explanations[0]?.nearer).toMatchObject([
      {
        ...{ site: 'fra', by: 'latency', router: 'iberia-isp', via: 'eu-transit', lostBy: 'as-path' },
        distance: expect.closeTo(roundTrip('madrid', 'amsterdam', 'frankfurt'), -2),
        instead: expect.closeTo(roundTrip('madrid', 'new-york'), -2),
      },
    ]);
  });

  it('shows that one site is a single point of failure, and anycast is not', async () => {
    const { failure } = await cliJson<CompareResult>(['compare', lab, '--fail', 'fra']);
    expect(failure).toMatchObject({ site: 'fra', of: 18, unicastLost: 18, anycastLost: 0 });
    const moved = failure?.comparison.clients.filter(({ client }) => client === 'berlin');
    for (const { anycast } of moved ?? []) expect(['nyc', 'sin']).toContain(anycast?.site);
    expect((await cli(['status', lab])).exitCode).toBe(0);
  });

  it('refuses a site that there is not', async () => {
    const { exitCode, stderr } = await cli(['compare', lab, '--fail', 'atlantis']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no site called atlantis');
  });
});
