import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/measure/catchment-moves.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { drawGraph, GRAPH_FORMATS, graphOf } from '../../src/report/graph/draw-graph.ts';
import { RICH } from '../plan/topologies.ts';

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

  it('shows a client that nobody answers in white', () => {
    const graph = graphOf(PLAN, [entry(4, null), entry(6, null)]);
    expect(drawGraph(graph, 'dot')).toContain(
      `"${client}" [shape=ellipse, style=filled, fillcolor="#ffffff"]`,
    );
    expect(drawGraph(graph, 'mermaid')).toContain('fill:#ffffff,stroke:#333333');
    expect(drawGraph(graph, 'svg')).toContain('class="fill nobody"');
  });
});
