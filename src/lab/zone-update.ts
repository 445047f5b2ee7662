/** Changing records at the primary, and how long that takes to be served everywhere. */

import type { AskedSerial, SerialSeen } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, PrimaryPlan } from '../plan/lab-plan.ts';
import { primaryOf, unicastAddress, zoneNames, zonesAtServers } from '../plan/secondaries.ts';
import { zoneKey } from '../topology/draft-zones.ts';
import { meantOrAll } from '../topology/names.ts';
import { claimToChange } from './claim-lab.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { programsOf } from './node-programs.ts';
import { PRIMARY_COMMANDS, serialIn } from './primary-commands.ts';
import { runningContainer } from './running-container.ts';
import { besideAlias } from './zone-aliases.ts';
import { readChanges } from './zone-records.ts';

export interface UpdatedServer {
  readonly server: string;
  readonly site: string;
  /** From the order until it first served the new serial, in ms; null: it did not in time, or does not run and was not waited for. */
  readonly after: number | null;
  /** What it answered last, where it did not, or that it does not run. */
  readonly seen?: string;
}

export interface ZoneUpdateResult {
  readonly lab: string;
  readonly zone: string;
  /** Serials at the primary. */
  readonly before: number;
  readonly serial: number;
  /** False: all was so already, and the serial is as it was. */
  readonly changed: boolean;
  /** From the order until the primary first served it, in ms; null where nothing changed. */
  readonly primary: number | null;
  readonly servers: readonly UpdatedServer[];
  /** When the last of them had it, in ms; null: not all had it in time. */
  readonly last: number | null;
}

export interface ZoneUpdateOptions {
  /** Seconds for it to be everywhere. */
  readonly timeout: number;
  /** Ends the waiting; what is changed by then stays changed. */
  readonly signal: AbortSignal;
}

/**
 * Changes records of a zone at the primary, and asks every server that runs until it serves the new serial.
 * @param records as `readChanges` has them
 * @throws LabError `usage` where there is no such zone or no primary, a record is none, or the primary refuses it: nothing has been changed then; `interrupted`
 *   after the signal, where it is changed at the primary by then
 */
export async function zoneUpdate(
  engine: Engine,
  labName: string | undefined,
  [zoneName, records]: readonly [zone: string, records: readonly string[]],
  { timeout, signal }: ZoneUpdateOptions,
): Promise<ZoneUpdateResult> {
  const lab = await openLab(engine, labName);
  const zone = requireZone(lab.plan, zoneKey(zoneName));
  const primary = requirePrimary(lab.plan);
  const changes = readChanges(zone, records);
  const commands = PRIMARY_COMMANDS[primary.kind];
  const container = runningContainer(lab, primary.name);
  const { stdout: present } = await runProgram(engine, container, primary.name, commands.read(zone));
  const clash = besideAlias(present, changes);
  if (clash !== undefined) throw clashOf(clash);
  return changeZone(engine, lab, { zone, primary, timeout, signal }, async () => {
    const command = commands.update(zone, changes);
    const { exitCode, stdout, stderr } = await runProgram(engine, container, primary.name, command);
    const serial = serialIn(stdout);
    if (exitCode === 0 && serial !== undefined) return serial;
    const said = `${stderr}${stdout}`.trim().split('\n').slice(0, 3).join('; ');
    throw new LabError('usage', `the primary does not take it: ${said}`, 'Nothing has been changed.');
  });
}

function clashOf({ owner, types }: { readonly owner: string; readonly types: readonly string[] }): LabError {
  const others = types.filter((type) => type !== 'CNAME');
  return new LabError(
    'usage',
    `${owner} would have a CNAME beside ${others.join(' and ')}, and a CNAME stands alone`,
    `Nothing has been changed. Take away what is not to be there in the same order, such as "${owner}. ${others[0]}".`,
  );
}

interface Change {
  readonly zone: string;
  readonly primary: PrimaryPlan;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** @param make changes the zone at the primary; returns the serial that it has then */
async function changeZone(
  engine: Engine,
  lab: Lab,
  { zone, primary, timeout, signal }: Change,
  make: () => Promise<number>,
): Promise<ZoneUpdateResult> {
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const stop = (): void => agent.abandon();
  signal.addEventListener('abort', stop, { once: true });
  let made: number | undefined;
  try {
    await claimToChange(lab.name, agent);
    const askers = await askersOf(engine, lab, zone, primary);
    const [now] = await agent.ask('serials', { targets: askers.slice(0, 1), timeout: 2 });
    const before = now?.serial ?? null;
    if (before === null) throw new LabError('not-ready', `the primary does not serve ${zone}: ${now?.seen}`);
    const { found, start, serial } = await follow(agent, { askers, before, timeout }, async () => {
      signal.throwIfAborted();
      made = await make();
      return made;
    });
    return resultOf(lab, zone, { before, serial, start, askers, found });
  } catch (error) {
    if (signal.aborted && made !== undefined) throw stoppedAfter(zone, made);
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await agent.close();
  }
}

function stoppedAfter(zone: string, serial: number): LabError {
  return new LabError(
    'interrupted',
    `interrupted: the primary has ${zone} with the serial ${serial}, and goes on giving it to the servers`,
    'See which have it: anycast-lab zone status',
  );
}

/** The primary first; nodes whose containers do not run are left out. */
async function askersOf(
  engine: Engine,
  lab: Lab,
  zone: string,
  primary: PrimaryPlan,
): Promise<readonly AskedSerial[]> {
  const servers = zonesAtServers(lab.plan).filter((each) => each.zone === zone);
  const nodes = [primary, ...servers.map(({ server }) => server)];
  const pids = new Map((await nodeProcesses(engine, lab, nodes)).map(({ name, pid }) => [name, pid]));
  return nodes.flatMap((node) => {
    const pid = pids.get(node.name);
    return pid === undefined
      ? []
      : [
          {
            ...{ name: node.name, pid, programs: programsOf(node) },
            ...{ zone, address: unicastAddress(node), newer: null },
          },
        ];
  });
}

interface Followed {
  readonly found: readonly SerialSeen[];
  /** µs of CLOCK_MONOTONIC, just before the change was ordered. */
  readonly start: number;
  readonly serial: number;
}

/** Orders the change once every server is being asked. One that changes nothing is not waited for. */
async function follow(
  agent: FabricAgent,
  { askers, before, timeout }: { askers: readonly AskedSerial[]; before: number; timeout: number },
  make: () => Promise<number>,
): Promise<Followed> {
  const targets = askers.map((each) => ({ ...each, newer: before }));
  let begin: (at: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => {
    begin = resolve;
  });
  const asking = agent.ask('serials', { targets, timeout }, ({ at }) => begin(at));
  // A failure of the asking is told below, unless that of the change comes first.
  asking.catch(() => undefined);
  const start = await Promise.race([begun, asking.then(() => 0)]);
  try {
    const serial = await make();
    if (serial === before) {
      agent.abandon();
      return { found: [], start, serial };
    }
    return { found: await asking, start, serial };
  } catch (error) {
    agent.abandon();
    throw error;
  }
}

function resultOf(
  lab: Lab,
  zone: string,
  {
    before,
    serial,
    start,
    askers,
    found,
  }: Followed & { readonly before: number; readonly askers: readonly AskedSerial[] },
): ZoneUpdateResult {
  const changed = serial !== before;
  const seen = new Map(askers.map(({ name }, index) => [name, found[index]]));
  const afterOf = (each: SerialSeen | undefined): number | null =>
    each?.at == null || !each.suits ? null : (each.at - start) / 1000;
  const servers = zonesAtServers(lab.plan)
    .filter((each) => changed && each.zone === zone)
    .map(({ server }): UpdatedServer => {
      const each = seen.get(server.name);
      const after = afterOf(each);
      const { serial: had = null, seen: said = 'it does not run' } = each ?? {};
      const what = had === null ? said : `serial ${had}`;
      return { server: server.name, site: server.site, after, ...(after === null ? { seen: what } : {}) };
    });
  const times = servers.flatMap(({ after }) => after ?? []);
  return {
    ...{ lab: lab.name, zone, before, serial, changed },
    primary: changed ? afterOf(found[0]) : null,
    servers,
    last: changed && times.length === servers.length ? Math.max(0, ...times) : null,
  };
}

function requireZone(plan: LabPlan, zone: string): string {
  const known = zoneNames(plan);
  if (known.includes(zone)) return zone;
  throw new LabError(
    'usage',
    `the lab ${plan.name} has no zone ${zone}`,
    meantOrAll(zone, known, 'Its zones'),
  );
}

function requirePrimary(plan: LabPlan): PrimaryPlan {
  const primary = primaryOf(plan);
  if (primary !== undefined) return primary;
  throw new LabError(
    'usage',
    `the lab ${plan.name} has no primary: its servers have their zones from files`,
    'Write primary: { router: ROUTER } in its topology, or change the files: anycast-lab reload FILE',
  );
}
