import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/measure/catchment-moves.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { drawGraph, GRAPH_FORMATS, graphOf } from '../../src/report/graph/draw-graph.ts';
import { BACKBONE, EXCHANGES, RICH } from '../plan/topologies.ts';

const PLAN = planLab(RICH);
const [client = ''] = PLAN.nodes.filter(({ role }) => role === 'client').map(({ name }) => name);

const entry = (family: 4 | 6, site: string | null): Answered => ({ client, service: 'dns', family, site });

/** What an SVG of Graphviz's draws of one node. */
function nodeIn(svg: string, name: string): string {
  return svg.split('</g>').find((group) => group.includes(`<title>${name}</title>`)) ?? '';
}

describe('a lab as a graph', () => {
  it.each(GRAPH_FORMATS)('is written as %s', async (format) => {
    const graph = graphOf(PLAN, [entry(4, 'fra'), entry(6, 'nyc')]);
    await expect(await drawGraph(graph, format)).toMatchFileSnapshot(`../golden/report/graph.${format}`);
  });

  it.each(GRAPH_FORMATS)('has no colours of catchments where none are asked for (%s)', async (format) => {
    const plain = await drawGraph(graphOf(PLAN, null), format);
    expect(plain).not.toMatch(/wedged|stroke-width:5px/);
    if (format === 'svg') expect(nodeIn(plain, client)).toContain('<ellipse fill="none"');
  });

  it('draws links within a network, and what meets at an exchange', async () => {
    const [backbone, exchanges] = [BACKBONE, EXCHANGES].map((topology) => graphOf(planLab(topology), null));
    if (backbone === undefined || exchanges === undefined) throw new Error('no graph');
    expect(await drawGraph(backbone, 'dot')).toContain(
      '"mid" -> "west" [dir=none, style=bold, constraint=false];',
    );
    expect(await drawGraph(backbone, 'mermaid')).toMatch(/ n\d+ === n\d+$/m);
    expect(await drawGraph(backbone, 'svg')).toContain('<title>mid&#45;&gt;west</title>');
    expect(await drawGraph(exchanges, 'dot')).toContain('"isp" -> "rs.big-ix" [dir=none, style=dashed');
  });

  it.each([
    ['dot', /style=wedged, fillcolor="#\w+:#\w+"/],
    ['mermaid', /<br\/>fra \+ nyc"/],
    ['svg', /<path fill="#0072b2"[^>]*>\s*<path fill="#e69f00"/],
  ] as const)('shows all sites that share the queries of a client (%s)', async (format, look) => {
    const graph = graphOf(PLAN, [entry(4, 'fra + nyc'), entry(6, 'fra + nyc')]);
    expect(await drawGraph(graph, format)).toMatch(look);
  });

  it('shows a client that nobody answers in white', async () => {
    const graph = graphOf(PLAN, [entry(4, null), entry(6, null)]);
    expect(await drawGraph(graph, 'dot')).toContain(
      `"${client}" [shape=ellipse, style=filled, fillcolor="#ffffff"]`,
    );
    expect(await drawGraph(graph, 'mermaid')).toContain('fill:#ffffff,stroke:#333333');
    expect(nodeIn(await drawGraph(graph, 'svg'), client)).toContain('<ellipse fill="#ffffff"');
  });
});
