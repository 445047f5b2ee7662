/** Servers that have only a share of a processor. */
import type { Engine } from '../engine/connect.ts';
import { limitProcessor, listContainers } from '../engine/containers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';

/**
 * Limits those servers of a lab that its topology limits; once they run, as starting takes them many times what answering does.
 * @throws EngineError where the engine cannot
 */
export async function limitServers(engine: Engine, plan: LabPlan): Promise<void> {
  const shares = new Map(
    plan.nodes.flatMap((node) =>
      node.role === 'server' && node.cpu !== undefined ? [[node.name, node.cpu] as const] : [],
    ),
  );
  if (shares.size === 0) return;
  const containers = await listContainers(engine, plan.name);
  await Promise.all(
    containers.flatMap(({ id, node }) => {
      const share = shares.get(node);
      return share === undefined ? [] : [limitProcessor(engine, id, node, share)];
    }),
  );
}
