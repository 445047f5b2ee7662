/** Every kind of server tells of its queries, and one query can be followed to each of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { TraceQueryResult } from '../../src/lab/trace-query.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { startLab } from '../docker/support/labs.ts';

const LAB = `
query-log: true
services:
  zone: { prefixes: [192.0.2.0/24, "2001:db8:53::/48"], zone: example.test }
  public: { prefixes: [198.51.100.0/24, "2001:db8:54::/48"], role: resolver }
sites:
  ams: { asn: 64501, servers: nsd }
  fra: { asn: 64502, services: [zone], servers: bind }
  nyc: { asn: 64503, services: [zone], servers: knot, health: none }
  sin: { asn: 64504, services: [zone], servers: [nsd, bind], balancer: dnsdist }
routers: { one: , two: , three: , four: , core: }
clients: { a: one, b: two, c: three, d: four }
links:
  - ams -> one
  - fra -> two
  - nyc -> three
  - sin -> four
  - one -> core
  - two -> core
  - three -> core
  - four -> core
`;

const places = ({ steps }: TraceQueryResult): readonly string[] =>
  steps.map((step) => (step.kind === 'link' ? `${step.from}>${step.to}` : `${step.kind} ${step.node}`));

describe('queries followed to every kind of server', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('traced', LAB);
  });

  const trace = (client: string, service: string, ...more: readonly string[]) =>
    cliJson<TraceQueryResult>([
      'trace-query',
      client,
      'www.example.test',
      '--service',
      service,
      '--lab',
      lab,
      ...more,
    ]);

  it.each([
    ['a', 'one', 'ams', 'ns1.ams', '4'],
    ['b', 'two', 'fra', 'ns1.fra', '6'],
    ['c', 'three', 'nyc', 'ns1.nyc', '4'],
  ])('from %s, by %s', async (client, router, site, server, family) => {
    const result = await trace(client, 'zone', '--family', family);
    expect(result).toMatchObject({
      server,
      site,
      seen: true,
      silent: [],
      reply: { answered: true, rcode: 'NOERROR' },
    });
    expect(places(result)).toEqual([
      ...[`${client}>${router}`, `${router}>${site}`, `${site}>${server}`, `received ${server}`],
      ...[`answered ${server}`, `${server}>${site}`, `${site}>${router}`, `${router}>${client}`],
    ]);
  });

  it('through a balancer', async () => {
    const result = await trace('d', 'zone');
    const { server } = result;
    expect(server).toMatch(/^ns[12]\.sin$/);
    expect(places(result)).toEqual([
      ...['d>four', 'four>sin', 'sin>lb.sin', 'received lb.sin', `lb.sin>${server}`, `received ${server}`],
      ...[`answered ${server}`, `${server}>lb.sin`, 'answered lb.sin', 'lb.sin>sin', 'sin>four', 'four>d'],
    ]);
  });

  it('through a resolver, which asks in its turn', async () => {
    const result = await trace('a', 'public');
    expect(result).toMatchObject({ server: 'res1.ams', seen: true });
    const asked = result.steps.flatMap((step) => (step.kind === 'asked' ? [step.query] : []));
    expect(asked.at(-1)).toMatchObject({ name: 'www.example.test', sender: 'res1.ams', seenBy: 'both' });
  });

  it('and up to one that is dead', async () => {
    await cliJson(['fault', 'server-kill', 'nyc', '--lab', lab]);
    const { exitCode, stdout } = await cli(['trace-query', 'c', '--service', 'zone', '--lab', lab]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('last seen: the query from nyc to ns1.nyc.');
    expect(stdout).toContain('ns1.nyc did not tell of queries.');
    await cliJson(['restore', '--lab', lab]);
  });

  it('by one follower at a time', async () => {
    const both = await Promise.all(
      [0, 1].map(() => cli(['trace-query', 'a', '--service', 'zone', '--lab', lab])),
    );
    expect(both.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2]);
    expect(both.find(({ exitCode }) => exitCode === 2)?.stderr).toContain('somebody follows the queries');
  });
});
