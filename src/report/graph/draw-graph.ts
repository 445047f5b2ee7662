import type { Answered } from '../../measure/catchment-moves.ts';
import type { LabPlan } from '../../plan/lab-plan.ts';
import { siteNames } from '../../plan/roles.ts';
import { layOut } from '../network-layout.ts';
import { toDot } from './dot.ts';
import type { LabGraph } from './lab-graph.ts';
import { toMermaid } from './mermaid.ts';
import { toSvg } from './svg.ts';

/** What a lab can be written as. */
export const GRAPH_FORMATS = ['dot', 'mermaid', 'svg'] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** The graph of a lab. @param catchment of one service; null: none is shown */
export function graphOf(plan: LabPlan, catchment: readonly Answered[] | null): LabGraph {
  return {
    ...layOut(plan),
    name: plan.name,
    sites: siteNames(plan),
    answers: new Map((catchment ?? []).map(({ client, family, site }) => [`${client} ${family}`, site])),
  };
}

const WRITERS = { dot: toDot, mermaid: toMermaid, svg: toSvg } as const satisfies Record<
  GraphFormat,
  (graph: LabGraph) => string | Promise<string>
>;

/** The graph in one of the formats. */
export async function drawGraph(graph: LabGraph, format: GraphFormat): Promise<string> {
  return WRITERS[format](graph);
}
