/** The zones of servers that are to serve bad signatures: as the primary has them, and then spoilt. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { FaultAction } from '../faults/action.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { primaryOf, signedZones, zonesAtServers } from '../plan/secondaries.ts';
import { spoilSignatures } from '../render/spoilt-signatures.ts';
import type { FaultSpec } from '../topology/topology.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { notRunning } from './not-running.ts';
import { PRIMARY_COMMANDS } from './primary-commands.ts';

/**
 * The actions of a fault without those at servers that have no signatures to spoil.
 * @throws LabError `usage` where that leaves none
 */
export function whereSigned(
  plan: LabPlan,
  { kind, target }: FaultSpec,
  actions: readonly FaultAction[],
): readonly FaultAction[] {
  const signed = new Set(signedZones(plan));
  const able = new Set(
    zonesAtServers(plan).flatMap(({ zone, server }) => (signed.has(zone) ? [server.name] : [])),
  );
  const left = actions.filter((action) => action.do !== 'serve-spoilt' || able.has(action.node));
  if (left.length > 0 || actions.length === 0) return left;
  throw new LabError(
    'usage',
    `${kind} spoils signatures, and no zone of ${target} is signed`,
    signed.size === 0
      ? 'Write dnssec: true at a service, and primary: { router: ROUTER }.'
      : `Signed zones are at: ${[...able].join(', ')}`,
  );
}

/**
 * All zones of the servers that are to serve them spoilt, by name; none where no action is that.
 * @throws LabError `not-running` where the primary does not run, `not-ready` where it does not tell what is in a zone
 */
export async function spoiltZones(
  engine: Engine,
  lab: Lab,
  actions: readonly FaultAction[],
): Promise<ReadonlyMap<string, string>> {
  const servers = actions.flatMap((action) => (action.do === 'serve-spoilt' ? [action.node] : []));
  const primary = primaryOf(lab.plan);
  if (servers.length === 0 || primary === undefined) return new Map();
  const container = lab.containers.get(primary.name);
  if (!container?.running) throw notRunning(lab.name, primary.name);
  const atThem = zonesAtServers(lab.plan).filter(({ server }) => servers.includes(server.name));
  const texts = new Map<string, string>();
  for (const zone of new Set(atThem.map((each) => each.zone))) {
    const command = PRIMARY_COMMANDS[primary.kind].read(zone);
    const { exitCode, stdout, stderr } = await runProgram(engine, container.id, primary.name, command);
    if (exitCode !== 0 || stdout.trim() === '') {
      throw new LabError('not-ready', `the primary does not tell what is in ${zone}: ${stderr.trim()}`);
    }
    texts.set(zone, spoilSignatures(stdout));
  }
  return texts;
}
