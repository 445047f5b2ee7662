import { describe, expect, it } from 'vitest';
import { CITY_NAMES, findCity } from '../../src/topology/cities.ts';
import { fibreLatency, greatCircle } from '../../src/topology/distance.ts';
import { isName } from '../../src/topology/names.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const city = (name: string) => findCity(name) ?? [0, 0];

describe('distance', () => {
  it.each([
    ['frankfurt', 'new-york', 6200],
    ['london', 'singapore', 10_850],
    ['auckland', 'honolulu', 7070],
    ['tokyo', 'tokyo', 0],
  ])('from %s to %s is %i km', (a, b, km) => {
    expect(Math.abs(greatCircle(city(a), city(b)) - km)).toBeLessThan(30);
  });

  it('goes half round the Earth at most, over the date line too', () => {
    expect(greatCircle([0, 0], [0, 180])).toBeCloseTo(Math.PI * 6371.0088, 3);
    expect(greatCircle([0, 179], [0, -179])).toBeCloseTo((2 * Math.PI * 6371.0088) / 180, 3);
  });

  it('takes light half as long again as the great circle would', () => {
    // 6200 km * 1.5 / 204 218 km/s.
    expect(Math.abs(fibreLatency(city('frankfurt'), city('new-york')) - 45_540)).toBeLessThan(250);
  });
});

describe('cities', () => {
  it('are found however they are written', () => {
    expect(findCity('New York')).toEqual(findCity('new-york'));
    expect(findCity('atlantis')).toBeUndefined();
    expect(findCity('constructor')).toBeUndefined();
  });

  it('have names of one kind, and places on the Earth', () => {
    for (const name of CITY_NAMES) {
      expect(isName(name), name).toBe(true);
      const [latitude, longitude] = city(name);
      expect(Math.abs(latitude)).toBeLessThan(70);
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
    }
  });
});

describe('latency: distance', () => {
  const links = (source: string) => {
    const parsed = parseTopology(source, 'lab.yaml');
    if (!('topology' in parsed)) throw new Error(JSON.stringify(parsed.diagnostics));
    return parsed.topology;
  };
  it('is that of fibre between the ends, where a link says nothing else', () => {
    const { links: all, clients } = links(`
latency: distance
sites: { fra: { at: frankfurt }, nyc: { at: new-york } }
routers: { eu: { at: frankfurt } }
clients: { berlin: { router: eu, at: berlin }, near: eu }
links: [fra -> eu, { link: nyc -> eu, loss: 1%, from: { eu: { latency: 1ms } } }]
`);
    const [fra, nyc] = all;
    const atlantic = fibreLatency(city('frankfurt'), city('new-york'));
    expect(fra?.impairments).toBeUndefined();
    expect(nyc?.impairments?.from).toEqual({
      nyc: { loss: 0.01, latency: atlantic },
      eu: { loss: 0.01, latency: 1000 },
    });
    const [berlin, near] = clients;
    expect(berlin?.impairments?.from['eu']?.latency).toBe(fibreLatency(city('berlin'), city('frankfurt')));
    expect(near?.impairments).toBeUndefined();
  });
});
