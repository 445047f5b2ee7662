/** Waiting until every server serves what its zones hold now. */
import type { AskedSerial, NodeProcess } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, PrimaryPlan } from '../plan/lab-plan.ts';
import { primaryOf, unicastAddress, zonesAtServers } from '../plan/secondaries.ts';
import { evidenceOf, type ZoneEvidence } from '../plan/zone-evidence.ts';
import { zonesOf } from '../plan/zones.ts';
import { LabError } from './lab-error.ts';

/** What is waited for at every server: what shows it, or a serial at least as new as the primary's. */
type Wanted = ZoneEvidence | { readonly atLeast: number };

interface Reloaded {
  readonly before: LabPlan;
  readonly plan: LabPlan;
  /** Names of the zones that hold something else than before. */
  readonly zones: readonly string[];
  readonly processes: readonly NodeProcess[];
}

/**
 * Waits for servers that read their zones again, or have them from the primary with the serial that this gave them.
 * @param timeout in s
 * @returns the zones of which nothing shows that servers have read them again
 * @throws LabError `not-ready` where a server does not serve one in time, with what it answered last
 */
export async function awaitReloaded(
  agent: FabricAgent,
  { before, plan, zones, processes }: Reloaded,
  timeout: number,
): Promise<readonly string[]> {
  if (zones.length === 0) return [];
  const pids = new Map(processes.map(({ name, pid }) => [name, pid]));
  const primary = primaryOf(plan);
  const evidence: ReadonlyMap<string, Wanted> =
    primary === undefined
      ? evidenceInFiles(before, plan, zones)
      : await serialsAtPrimary(agent, { plan, zones, primary, pids, timeout });
  const asked = zonesAtServers(plan).flatMap(({ zone, server }) => {
    const wanted = evidence.get(zone);
    const pid = pids.get(server.name) ?? 0;
    return wanted === undefined
      ? []
      : [
          {
            zone,
            wanted,
            target: targetOf(wanted, zone, { name: server.name, pid, address: unicastAddress(server) }),
          },
        ];
  });
  const found = await agent.ask('serials', { targets: asked.map(({ target }) => target), timeout });
  const missing = asked.flatMap(({ zone, wanted, target }, index) => {
    const seen = found[index];
    return seen === undefined || seen.suits
      ? []
      : [`${target.name} does not serve ${wantedText(zone, wanted)} (${seen.serial ?? seen.seen})`];
  });
  if (missing.length > 0) throw late(plan, timeout, missing);
  return zones.filter((zone) => !evidence.has(zone));
}

/** Of each zone that shows it, what does. */
function evidenceInFiles(
  before: LabPlan,
  plan: LabPlan,
  zones: readonly string[],
): ReadonlyMap<string, ZoneEvidence> {
  const old = new Map(before.services.flatMap(zonesOf).map((zone) => [zone.name, zone]));
  return new Map(
    plan.services.flatMap(zonesOf).flatMap((zone): readonly [string, ZoneEvidence][] => {
      const was = old.get(zone.name);
      const found = was === undefined || !zones.includes(zone.name) ? undefined : evidenceOf(was, zone);
      return found === undefined ? [] : [[zone.name, found]];
    }),
  );
}

/** It raised them when it read its zones again. */
async function serialsAtPrimary(
  agent: FabricAgent,
  {
    plan,
    zones,
    primary,
    pids,
    timeout,
  }: Pick<Reloaded, 'plan' | 'zones'> & {
    readonly primary: PrimaryPlan;
    readonly pids: ReadonlyMap<string, number>;
    readonly timeout: number;
  },
): Promise<ReadonlyMap<string, Wanted>> {
  const address = unicastAddress(primary);
  const pid = pids.get(primary.name) ?? 0;
  const targets = zones.map((zone) => ({ name: primary.name, pid, address, zone, newer: -1 }));
  const found = await agent.ask('serials', { targets, timeout });
  return new Map(
    zones.map((zone, index) => {
      const { serial = null, seen = 'no answer' } = found[index] ?? {};
      if (serial === null) throw late(plan, timeout, [`${primary.name} does not serve ${zone} (${seen})`]);
      return [zone, { atLeast: serial }];
    }),
  );
}

function targetOf(
  wanted: Wanted,
  zone: string,
  server: NodeProcess & { readonly address: string },
): AskedSerial {
  if ('serial' in wanted) return { ...server, zone, serial: wanted.serial };
  if ('atLeast' in wanted) return { ...server, zone, newer: (wanted.atLeast - 1) >>> 0 };
  const { name, type, present } = wanted;
  return { ...server, zone: name, record: { type, present } };
}

function wantedText(zone: string, wanted: Wanted): string {
  if ('atLeast' in wanted) return `${zone} with the serial ${wanted.atLeast}`;
  if ('serial' in wanted) return `${zone} with the serial ${wanted.serial}`;
  return `${zone} ${wanted.present ? 'with' : 'without'} ${wanted.name} ${wanted.type}`;
}

function late({ name }: LabPlan, timeout: number, missing: readonly string[]): LabError {
  return new LabError(
    'not-ready',
    `${name} is changed, but after ${timeout} s ${missing.slice(0, 5).join(', ')}`,
    'Give it longer with --timeout, or see: anycast-lab logs NODE',
  );
}
