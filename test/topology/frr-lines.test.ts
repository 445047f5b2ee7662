import { describe, expect, it } from 'vitest';
import { placesOfFrrLines } from '../../src/topology/frr-lines.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const LITERAL = `sites:
  fra: { frr: "router bgp" }
  nyc:
routers:
  transit:
    frr: |

      router bgp
       bgp bestpath as-path ignore

      ip prefix-list x permit 192.0.2.0/24
  folded:
    frr: >
      router bgp
      no such line
clients: { berlin: transit }
links: [fra -> transit, nyc -> transit, folded -> transit]
`;

const places = (source: string, node: string) =>
  placesOfFrrLines(source, 'lab.yaml', node).map(({ line, column }) => `${line}:${column}`);

describe('lines of FRR', () => {
  it('are read as they are, without the empty ones at the end', () => {
    const parsed = parseTopology(LITERAL, 'lab.yaml');
    const routers = 'topology' in parsed ? parsed.topology.routers : parsed.diagnostics;
    expect(routers).toMatchObject([
      {
        frr: ['', 'router bgp', ' bgp bestpath as-path ignore', '', 'ip prefix-list x permit 192.0.2.0/24'],
      },
      { frr: ['router bgp no such line'] },
    ]);
  });

  it('stand where a literal block has them', () => {
    expect(places(LITERAL, 'transit')).toEqual(['7:1', '8:7', '9:8', '10:1', '11:7']);
  });

  it('stand there with line ends of other systems too', () => {
    const [, ...lines] = places(LITERAL.replaceAll('\n', '\r\n'), 'transit');
    expect(lines).toEqual(['8:7', '9:8', '10:1', '11:7']);
  });

  it('stand where a quoted or folded text begins', () => {
    expect(places(LITERAL, 'fra')).toEqual(['2:15']);
    expect(places(LITERAL, 'folded')).toEqual(['14:1']);
  });

  it('stand where the anchor is that an alias repeats', () => {
    const source = `x-lines: &lines |\n  router bgp\nsites: { fra: { frr: *lines } }\n`;
    expect(places(source, 'fra')).toEqual(['2:3']);
  });

  it('are none of a node without any', () => {
    expect(places(LITERAL, 'nyc')).toEqual([]);
  });
});
