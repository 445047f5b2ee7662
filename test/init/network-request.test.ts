import { describe, expect, it } from 'vitest';
import { type Given, readRequest } from '../../src/init/network-request.ts';
import { writeTopology } from '../../src/init/write-topology.ts';

describe('a request', () => {
  it('has a transit network for each site, and two clients for each of these', () => {
    const { sites, ...rest } = readRequest({ sites: ' fra, nyc ,sin,gru' });
    expect(sites).toEqual(['fra', 'nyc', 'sin', 'gru']);
    expect(rest).toEqual({ shape: 'two-tier', transits: 4, clients: 8 });
    expect(readRequest({ shape: 'ring', sites: '2' })).toMatchObject({ sites: ['fra', 'nyc'], transits: 3 });
    expect(readRequest({ shape: 'star' })).toMatchObject({ transits: 1, clients: 4 });
    expect(readRequest({ sites: '20' })).toMatchObject({ transits: 10, clients: 20 });
  });

  it.each<[Given, string]>([
    [
      { sites: '1' },
      'a network has 2 to 20 sites, not 1; write one of these numbers, or so many names: fra,nyc,sin',
    ],
    [
      { sites: 'fra' },
      'a network has 2 to 20 sites, not 1; write one of these numbers, or so many names: fra,nyc,sin',
    ],
    [
      { sites: 'fra,FRA 2' },
      '"FRA 2" cannot be the name of a site; write "fra-2": 1 to 32 lower-case letters, digits and hyphens, a letter first, no hyphen last',
    ],
    [
      { sites: 'fra,,nyc' },
      '"" cannot be the name of a site; write 1 to 32 lower-case letters, digits and hyphens, a letter first, no hyphen last',
    ],
    [{ sites: 'fra,nyc,fra' }, 'the site fra is there twice; write each name once'],
    [
      { shape: 'ring', transits: '2' },
      'the shape ring has 3 to 10 transit networks, not 2; write one of these numbers',
    ],
    [
      { shape: 'star', transits: '3' },
      'a star has one transit network, not 3; leave --transits out, or write --shape two-tier',
    ],
    [{ transits: 'x\u001b[2J' }, '"x\\u001b[2J" is no number of transit networks; write one such as 4'],
    [{ clients: '-1' }, '"-1" is no number of clients; write one such as 4'],
    [{ clients: '61' }, 'a network has 1 to 60 clients, not 61; write one of these numbers'],
  ])('%j is refused', (given, message) => {
    expect(() => readRequest(given)).toThrow(new RangeError(message));
  });

  it('is refused where a site has the name of a network', () => {
    expect(() => writeTopology(readRequest({ sites: 'fra,transit-b' }), 'x.yaml')).toThrow(
      new RangeError('a network of this shape is called transit-b already; give the site another name'),
    );
  });
});
