import type { DrawnLink, DrawnNode } from '../network-layout.ts';
import { answersOf, colorOf, type LabGraph } from './lab-graph.ts';

/** The lab in the language of Graphviz: providers above their customers, peerings dashed, links within a network bold. */
export function toDot(graph: LabGraph): string {
  const lines = [
    `digraph ${quoted(graph.name)} {`,
    '  rankdir=BT;',
    // Without fonts to ask, Graphviz knows the widths of a few, and Helvetica falls back to any without serifs.
    '  node [fontname="Helvetica"];',
    ...graph.nodes.map((node) => `  ${quoted(node.name)} [${lookOf(node, graph)}];`),
    ...graph.links.map(edge),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function lookOf({ name, role }: DrawnNode, graph: LabGraph): string {
  switch (role) {
    case 'router':
      return 'shape=box';
    case 'edge':
      return `shape=box, style="rounded,filled", fillcolor="${colorOf(name, graph)}"`;
    case 'client': {
      const colors = answersOf(name, graph).map((site) => colorOf(site, graph));
      if (colors.length === 0) return 'shape=ellipse';
      // Two IP versions that go to two sites are two wedges, and so are two sites that share a client's queries.
      return `shape=ellipse, style=${colors.length > 1 ? 'wedged' : 'filled'}, fillcolor="${colors.join(':')}"`;
    }
  }
}

function edge({ from, to, kind }: DrawnLink): string {
  const look = {
    transit: '',
    // Peers are on one level, which Graphviz would not see by itself.
    peering: ' [dir=none, style=dashed, constraint=false]',
    internal: ' [dir=none, style=bold, constraint=false]',
    access: ' [dir=none]',
  } as const;
  return `  ${quoted(from)} -> ${quoted(to)}${look[kind]};`;
}

/** Names are letters, digits and hyphens; a stored plan may hold anything. */
function quoted(text: string): string {
  return `"${text.replace(/["\\\n]/g, '')}"`;
}
