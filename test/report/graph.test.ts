import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/measure/catchment-moves.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { drawGraph, GRAPH_FORMATS, graphOf } from '../../src/report/graph/draw-graph.ts';
import { BACKBONE, EXCHANGES, RICH } from '../plan/topologies.ts';

const PLAN = planLab(RICH);
const [client = ''] = PLAN.nodes.filter(({ role }) => role === 'client').map(({ name }) => name);

const entry = (family: 4 | 6, site: string | null): Answered => ({ client, service: 'dns', family, site });

describe('a lab as a graph', () => {
  it.each(GRAPH_FORMATS)('is written as %s', async (format) => {
    const graph = graphOf(PLAN, [entry(4, 'fra'), entry(6, 'nyc')]);
    await expect(drawGraph(graph, format)).toMatchFileSnapshot(`../golden/report/graph.${format}`);
  });

  it.each(GRAPH_FORMATS)('has no colours of catchments where none are asked for (%s)', (format) => {
    const plain = drawGraph(graphOf(PLAN, null), format);
    expect(plain).not.toMatch(/wedged|data-client|stroke-width:5px/);
  });

  it('draws links within a network, and what meets at an exchange', () => {
    const [backbone, exchanges] = [BACKBONE, EXCHANGES].map((topology) => graphOf(planLab(topology), null));
    if (backbone === undefined || exchanges === undefined) throw new Error('no graph');
    expect(drawGraph(backbone, 'dot')).toContain('"mid" -> "west" [dir=none, style=bold, constraint=false];');
    expect(drawGraph(backbone, 'mermaid')).toMatch(/ n\d+ === n\d+$/m);
    expect(drawGraph(backbone, 'svg')).toContain('class="link internal"');
    expect(drawGraph(exchanges, 'dot')).toContain('"isp" -> "rs.big-ix" [dir=none, style=dashed');
  });

  it.each([
    ['dot', /style=wedged, fillcolor="#\w+:#\w+"/],
    ['mermaid', /<br\/>fra \+ nyc"/],
    ['svg', /data-family="4" data-site="fra".*data-family="4" data-site="nyc"/],
  ] as const)('shows all sites that share the queries of a client (%s)', (format, look) => {
    const graph = graphOf(PLAN, [entry(4, 'fra + nyc'), entry(6, 'fra + nyc')]);
    expect(drawGraph(graph, format)).toMatch(look);
  });

  it('shows a client that nobody answers in white', () => {
    const graph = graphOf(PLAN, [entry(4, null), entry(6, null)]);
    expect(drawGraph(graph, 'dot')).toContain(
      `"${client}" [shape=ellipse, style=filled, fillcolor="#ffffff"]`,
    );
    expect(drawGraph(graph, 'mermaid')).toContain('fill:#ffffff,stroke:#333333');
    expect(drawGraph(graph, 'svg')).toContain('class="fill nobody"');
  });
});
