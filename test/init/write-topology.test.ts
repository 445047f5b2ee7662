import { describe, expect, it } from 'vitest';
import { CLIENTS, type Given, readRequest, SITES } from '../../src/init/network-request.ts';
import { SHAPE_NAMES, SHAPES, type ShapeName } from '../../src/init/shapes.ts';
import { writeTopology } from '../../src/init/write-topology.ts';
import { arrivalOrderWarning } from '../../src/topology/arrival-order.ts';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Topology } from '../../src/topology/topology.ts';

const written = (given: Given): string => writeTopology(readRequest(given), 'my-lab.yaml');

function parsed(text: string): Topology {
  const result = parseTopology(text, 'my-lab.yaml');
  if ('diagnostics' in result)
    throw new Error(`${result.diagnostics.map(formatDiagnostic).join('\n')}\n${text}`);
  return result.topology;
}

/** For each client the sites that its network, or the only one that this buys from, has for customers: one of them answers. */
function certain({ sites, clients, links, exchanges = [] }: Topology): readonly string[] {
  const sold = (router: string): readonly string[] =>
    links
      .filter(({ to, from, relationship }) => {
        return relationship === 'transit' && to === router && sites.some(({ name }) => name === from);
      })
      .map(({ from }) => from);
  return clients.flatMap(({ router }) => {
    const providers = links
      .filter(({ from, relationship }) => relationship === 'transit' && from === router)
      .map(({ to }) => to);
    // A peer at an exchange comes before a provider.
    const met = exchanges.flatMap(({ members }) =>
      members.includes(router) ? members.filter((member) => sites.some(({ name }) => name === member)) : [],
    );
    const own = [...sold(router), ...met];
    const choice = own.length > 0 || providers.length !== 1 ? own : sold(providers[0] ?? '');
    return choice.length === 0 ? [] : [choice.join(' ')];
  });
}

describe('what init writes', () => {
  it.each<[string, Given]>([
    ['star', { shape: 'star' }],
    ['ring', { shape: 'ring' }],
    ['two-tier', { shape: 'two-tier' }],
    ['three-tier', { shape: 'three-tier' }],
    ['exchange', { shape: 'exchange' }],
    ['ring-of-four', { shape: 'ring', sites: 'oslo,fra,here', transits: '4', clients: '5' }],
    ['many-sites', { shape: 'three-tier', sites: '5', transits: '2', clients: '2' }],
  ])('%s', async (name, given) => {
    await expect(written(given)).toMatchFileSnapshot(`../golden/init/${name}.yaml`);
  });

  const sizes = SHAPE_NAMES.flatMap((shape) => {
    const { least, most } = SHAPES[shape].transits;
    const transits = [...new Set([least, least + 1, most])].filter(
      (count) => count >= least && count <= most,
    );
    return transits.map((count): [ShapeName, number] => [shape, count]);
  });

  it.each(sizes)('%s with %i transit networks has no mistakes in any size', (shape, transits) => {
    const names = 'null,true,berlin,boston,jakarta,constructor';
    for (const sites of [String(SITES.least), '3', String(SITES.most), names]) {
      for (const clients of [CLIENTS.least, 2, 9, CLIENTS.most]) {
        const given = { shape, sites, transits: String(transits), clients: String(clients) };
        const text = written(given);
        expect(text).toBe(written(given));
        const topology = parsed(text);
        expect(arrivalOrderWarning(topology)).toBeNull();
        expect(topology.sites.map(({ name }) => name)).toEqual(readRequest(given).sites);
        expect(topology.clients).toHaveLength(clients);
        const answered = new Set(certain(topology));
        expect(answered.size).toBeGreaterThanOrEqual(shape === 'star' || clients === 1 ? 1 : 2);
      }
    }
  });

  it('says how to ask for the same again', () => {
    const given: Given = { shape: 'three-tier', sites: 'fra,nyc', transits: '3', clients: '7' };
    expect(written(given)).toContain(
      '# Written by: anycast-lab init --shape three-tier --sites fra,nyc --transits 3 --clients 7\n',
    );
  });
});
