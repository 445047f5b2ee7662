/** What of their zones the servers of a lab serve at the moment, and whether they could have more of it. */

import type { NodeProcess, SerialSeen } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import {
  primaryOf,
  unicastAddress,
  unicastAddresses,
  zoneNames,
  zonesAtServers,
} from '../plan/secondaries.ts';
import { nodeProcesses, openLab } from './find-lab.ts';
import { type Freshness, freshnessOf } from './zone-freshness.ts';

export interface ServerZone {
  readonly server: string;
  readonly site: string;
  /** Null: it does not serve the zone. */
  readonly serial: number | null;
  readonly state: Freshness;
  /** What it, or the primary, answered instead of what it should have. */
  readonly seen?: string;
}

export interface ZoneStatus {
  readonly zone: string;
  /** The serial at the primary, null where that does not answer; absent: the lab has no primary. */
  readonly primary?: number | null;
  readonly servers: readonly ServerZone[];
}

export interface ZoneStatusResult {
  readonly lab: string;
  readonly zones: readonly ZoneStatus[];
  /** Every server has every zone as the primary has it, and could have a newer one; without a primary, all have one serial. */
  readonly good: boolean;
}

/** How long one answer is waited for, in s. */
const PATIENCE = 1;

/** Asks every server of a lab, at its own address and from within, for the serial of each of its zones, and from there the primary too. */
export async function zoneStatus(engine: Engine, labName: string | undefined): Promise<ZoneStatusResult> {
  const lab = await openLab(engine, labName);
  const processes = await nodeProcesses(engine, lab, lab.plan.nodes);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const zones = await askZones(agent, lab.plan, processes, PATIENCE);
    const good = zones.every(({ servers }) => servers.every(({ state }) => state === 'current'));
    return { lab: lab.name, zones, good };
  } finally {
    await agent.close();
  }
}

/**
 * The state of every zone at every server that has it.
 * @param processes those of the servers, and of the primary where there is one
 * @param patience how long is waited for all of them together, in s
 */
export async function askZones(
  agent: FabricAgent,
  plan: LabPlan,
  processes: readonly NodeProcess[],
  patience: number,
): Promise<readonly ZoneStatus[]> {
  const asked = questions(plan, processes);
  const found = await agent.ask('serials', {
    targets: asked.map(({ target }) => target),
    timeout: patience,
  });
  const answers = answersByKey(asked.map(({ key }, index) => [key, found[index] ?? NOT_ASKED]));
  return zoneNames(plan).map((zone) => statusOf(plan, zone, answers));
}

const NOT_ASKED: SerialSeen = { serial: null, seen: 'it does not run', at: null, suits: false };

/** Of several answers to one question the first that has a serial, or else the first. */
export function answersByKey(
  found: readonly (readonly [key: string, answer: SerialSeen])[],
): ReadonlyMap<string, SerialSeen> {
  const answers = new Map<string, SerialSeen>();
  for (const [key, answer] of found) {
    const before = answers.get(key);
    if (before === undefined || (before.serial === null && answer.serial !== null)) answers.set(key, answer);
  }
  return answers;
}

/** A server itself is asked; the primary by itself, and from every server, as servers ask it: at each address, as one IP version may have no way. */
export function questions(plan: LabPlan, processes: readonly NodeProcess[]) {
  const pids = new Map(processes.map(({ name, pid }) => [name, pid]));
  const primary = primaryOf(plan);
  const ask = (key: string, zone: string, from: string, address: string) => {
    const pid = pids.get(from);
    return pid === undefined ? [] : [{ key, target: { name: from, pid, zone, address, newer: null } }];
  };
  const atServers = zonesAtServers(plan).flatMap(({ zone, server }) => [
    ...ask(`own ${zone} ${server.name}`, zone, server.name, unicastAddress(server)),
    ...(primary === undefined
      ? []
      : unicastAddresses(primary).flatMap((address) =>
          ask(`from ${zone} ${server.name}`, zone, server.name, address),
        )),
  ]);
  const atPrimary =
    primary === undefined
      ? []
      : zoneNames(plan).flatMap((zone) =>
          ask(`primary ${zone}`, zone, primary.name, unicastAddress(primary)),
        );
  return [...atServers, ...atPrimary];
}

function statusOf(plan: LabPlan, zone: string, answers: ReadonlyMap<string, SerialSeen>): ZoneStatus {
  const answer = (key: string): SerialSeen => answers.get(key) ?? NOT_ASKED;
  const hasPrimary = primaryOf(plan) !== undefined;
  const primary = hasPrimary ? answer(`primary ${zone}`).serial : undefined;
  const own = zonesAtServers(plan)
    .filter((each) => each.zone === zone)
    .map(({ server }) => ({ server, is: answer(`own ${zone} ${server.name}`) }));
  const newest = own.flatMap(({ is }) => is.serial ?? []);
  return {
    zone,
    ...(primary === undefined ? {} : { primary }),
    servers: own.map(({ server, is }) => ({
      server: server.name,
      site: server.site,
      serial: is.serial,
      ...freshnessOf(is, {
        newest: primary ?? undefined,
        others: newest,
        fromPrimary: hasPrimary ? answer(`from ${zone} ${server.name}`) : undefined,
      }),
    })),
  };
}
