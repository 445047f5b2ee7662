/** Changed zones in a lab that runs: read again by its servers, or by its primary, from which they have them. */

import type { NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { ImageKind } from '../engine/image-folder.ts';
import { SERVER_PROGRAMS } from '../faults/server-signals.ts';
import type { LabPlan, PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { primaryOf, zonesAtServers } from '../plan/secondaries.ts';
import { wireRequest } from './agent-requests.ts';
import type { TopologySource } from './check-frr-lines.ts';
import { checkZones } from './check-zones.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { PRIMARY_COMMANDS } from './primary-commands.ts';

/**
 * Lets the servers' and the primary's own programs check changed zone files.
 * @throws LabError `usage` with what they do not take
 */
export async function checkChangedZones(
  engine: Engine,
  lab: Lab,
  { plan, zones }: ZoneChange,
  from: TopologySource,
): Promise<void> {
  if (zones.length === 0) return;
  const images = new Map<ImageKind, string>(
    plan.nodes.flatMap((node) => {
      const image = lab.containers.get(node.name)?.image;
      return (node.role !== 'server' && node.role !== 'primary') || image === undefined
        ? []
        : [[`server-${node.kind}`, image] as const];
    }),
  );
  await checkZones(engine, plan, images, from);
}

/** A plan, and the names of the zones that it changes. */
export interface ZoneChange {
  readonly plan: LabPlan;
  readonly zones: readonly string[];
}

/**
 * Writes the zones where they are kept, and has them read. A primary raises their serials by itself, and tells the servers.
 * @throws LabError `not-ready` where the primary does not take one
 */
export async function reloadZones(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  { plan, zones, processes }: ZoneChange & { readonly processes: readonly NodeProcess[] },
): Promise<void> {
  if (zones.length === 0) return;
  const primary = primaryOf(plan);
  const servers = zonesAtServers(plan).flatMap(({ zone, server }) => (zones.includes(zone) ? [server] : []));
  const keepers: readonly (ServerPlan | PrimaryPlan)[] =
    primary === undefined ? [...new Set(servers)] : [primary];
  const pids = new Map(processes.map(({ name, pid }) => [name, pid]));
  const nodes = keepers.map((node) => ({ plan: node, pid: pids.get(node.name) ?? 0 }));
  await agent.ask('wire', wireRequest(plan, nodes));
  if (primary === undefined) {
    const actions = nodes.map(({ plan: { name, kind }, pid }) => ({
      ...{ do: 'signal', name, pid },
      ...{ programs: [SERVER_PROGRAMS[kind]], signal: 'HUP' },
    }));
    await agent.ask('act', { actions, timeout: 0 });
    return;
  }
  const container = lab.containers.get(primary.name)?.id ?? '';
  for (const zone of zones) {
    const command = PRIMARY_COMMANDS[primary.kind].reload(zone, `/etc/anycast-lab/${zone}.zone`);
    const { exitCode, stdout, stderr } = await runProgram(engine, container, primary.name, command);
    if (exitCode === 0) continue;
    const said = `${stderr}${stdout}`.trim().split('\n').slice(0, 3).join('; ');
    throw new LabError('not-ready', `the primary does not take ${zone}: ${said}`);
  }
}
