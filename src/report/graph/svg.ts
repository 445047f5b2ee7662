import { toDot } from './dot.ts';
import type { LabGraph } from './lab-graph.ts';

/**
 * The lab as a drawing: Graphviz's, of what `toDot` says. Graphviz comes as WebAssembly, so that nothing has to be installed and the
 * same lab gives the same drawing everywhere; it is loaded here, as nothing else has a use for it.
 */
export async function toSvg(graph: LabGraph): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(toDot(graph), { format: 'svg' });
}
