import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Topology } from '../../src/topology/topology.ts';

const FOLDER = new URL('../../topologies/', import.meta.url);

function source(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

function parse(file: string): Topology {
  const parsed = parseTopology(source(file), file);
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.topology;
}

function sizes({ sites, routers, clients }: Topology): readonly number[] {
  return [sites.length, routers.length, clients.length];
}

describe('bundled topologies', () => {
  it.each(readdirSync(FOLDER))('%s has no mistakes and its own name', (file) => {
    expect(`${parse(file).name}.yaml`).toBe(file);
  });

  it('minimal is: 2 sites, 1 transit network, 1 client in less than 20 lines', () => {
    expect(sizes(parse('minimal.yaml'))).toEqual([2, 1, 1]);
    expect(source('minimal.yaml').trimEnd().split('\n').length).toBeLessThan(20);
  });

  it('three-sites has 3 sites, 5 networks and 6 clients', () => {
    expect(sizes(parse('three-sites.yaml'))).toEqual([3, 5, 6]);
  });

  it('twelve-sites has 12 sites, 12 networks and 24 clients, a site and two clients at each', () => {
    const topology = parse('twelve-sites.yaml');
    expect(sizes(topology)).toEqual([12, 12, 24]);
    const sites = new Set(topology.sites.map(({ name }) => name));
    for (const { name } of topology.routers) {
      expect(topology.clients.filter(({ router }) => router === name)).toHaveLength(2);
      expect(topology.links.filter(({ from, to }) => to === name && sites.has(from))).toHaveLength(1);
    }
  });
});
