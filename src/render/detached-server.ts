/** A server that has its zones from files of its own, although the lab has a primary. */
import type { LabPlan } from '../plan/lab-plan.ts';
import { type NodeFile, renderFromFiles } from './node-files.ts';
import { zonesOfServer } from './zone-file.ts';

/** What the names of its zone files end with: they are there only as long as it is so (images/fabric/agent/spoil.py). */
const ADDED = '.spoilt';

/**
 * The files of a server that hears of no primary, and serves zones as they are given.
 * @param texts master files by the name of the zone: all of the server's, and maybe others
 */
export function renderDetached(
  plan: LabPlan,
  name: string,
  texts: ReadonlyMap<string, string>,
): readonly NodeFile[] {
  const server = plan.nodes.find((node) => node.name === name);
  if (server?.role !== 'server') throw new Error(`${name} is no server`);
  const zones = zonesOfServer(plan, server.services).map((zone) => ({
    ...zone,
    path: `/etc/anycast-lab/${zone.name}${ADDED}`,
  }));
  return [
    renderFromFiles(server, zones),
    ...zones.map(({ name: zone, path }) => ({ path, content: texts.get(zone) ?? '' })),
  ];
}
