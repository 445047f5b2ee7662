/** What the health checks of a lab's sites have found to change. */
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import type { HealthSighting } from '../measure/forensics/timeline.ts';
import { isRouter } from '../plan/roles.ts';
import { type Lab, nodeProcesses, refreshLab } from './find-lab.ts';

/**
 * The last changes at each site whose router runs (images/router/health keeps fifty). What a router noted before it was
 * started again is gone with it.
 */
export async function readHealthChanges(engine: Engine, lab: Lab): Promise<readonly HealthSighting[]> {
  const checked = lab.plan.nodes.filter(isRouter).filter(({ health }) => health !== null);
  const processes = await nodeProcesses(engine, await refreshLab(engine, lab), checked);
  if (processes.length === 0) return [];
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const states = await agent.ask('look', {
      routers: processes.map((process) => ({ ...process, prefixes: [] })),
    });
    return states.flatMap(({ node, health }) =>
      (health?.changes ?? []).map(({ at, server, prefix, healthy, reason }) => ({
        ...{ at, node, server, prefix, healthy, reason },
      })),
    );
  } finally {
    await agent.close();
  }
}
