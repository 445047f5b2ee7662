import { FAMILIES } from '../../topology/topology.ts';
import type { DrawnNode } from '../network-layout.ts';
import { answersOf, colorOf, type LabGraph } from './lab-graph.ts';

/** The lab as a Mermaid flowchart, as Markdown shows it on many sites: providers above their customers, peerings dotted, links within a network thick. */
export function toMermaid(graph: LabGraph): string {
  // Names are no good as ids: `end` is a word of Mermaid's.
  const ids = new Map(graph.nodes.map(({ name }, index) => [name, `n${index}`]));
  const arrows = { transit: '-->', peering: '-.-', internal: '===', access: '---' } as const;
  const lines = [
    'flowchart BT',
    ...graph.nodes.map((node) => `  ${ids.get(node.name)}${shape(node, graph)}`),
    ...graph.links.map(({ from, to, kind }) => `  ${ids.get(from)} ${arrows[kind]} ${ids.get(to)}`),
    ...graph.nodes.flatMap((node) => {
      const [fill, stroke = fill] = colorsOf(node, graph);
      if (fill === undefined) return [];
      const width = stroke === fill ? 1 : 5;
      return [
        `  style ${ids.get(node.name)} fill:${fill},stroke:${stroke === fill ? '#333333' : stroke},stroke-width:${width}px`,
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function shape({ name, role }: DrawnNode, graph: LabGraph): string {
  switch (role) {
    case 'router':
      return `["${name}"]`;
    case 'edge':
      return `(["${name}"])`;
    case 'client': {
      // One node has one filling: another site is the border, and all are named.
      const [four, six] = FAMILIES.map((family) => graph.answers.get(`${name} ${family}`));
      if (answersOf(name, graph).length < 2) return `(("${name}"))`;
      const text = four === six ? four : `v4 ${four ?? 'nobody'}, v6 ${six ?? 'nobody'}`;
      return `(("${name}<br/>${text}"))`;
    }
  }
}

function colorsOf({ name, role }: DrawnNode, graph: LabGraph): readonly string[] {
  if (role === 'router') return [];
  const sites = role === 'edge' ? [name] : answersOf(name, graph);
  return sites.map((site) => colorOf(site, graph));
}
