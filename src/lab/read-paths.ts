/** What a router's bgpd knows. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import { type BgpPath, parsePaths, parseTable } from '../explain/bgp-path.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { notRunning } from './not-running.ts';

/**
 * Every path to a prefix.
 * @throws LabError `not-running` where the router does not run; `not-ready` where its bgpd does not answer
 */
export async function readPaths(
  engine: Engine,
  lab: Lab,
  router: RouterPlan,
  { family, prefix }: { readonly family: Family; readonly prefix: string },
): Promise<readonly BgpPath[]> {
  return parsePaths(await show(engine, lab, router, `show bgp ipv${family} unicast ${prefix} json`));
}

/**
 * Every path to every prefix of an IP version.
 * @throws as `readPaths`
 */
export async function readTable(
  engine: Engine,
  lab: Lab,
  router: RouterPlan,
  family: Family,
): Promise<ReadonlyMap<string, readonly BgpPath[]>> {
  return parseTable(await show(engine, lab, router, `show bgp ipv${family} unicast detail json`));
}

/** The container of a node that runs; throws LabError `not-running` where it does not. */
export function runningContainer(lab: Lab, node: string): string {
  const container = lab.containers.get(node);
  if (container?.running) return container.id;
  throw notRunning(lab.name, node, container?.state);
}

async function show(engine: Engine, lab: Lab, router: RouterPlan, command: string): Promise<string> {
  const container = runningContainer(lab, router.name);
  const { exitCode, stdout, stderr } = await runProgram(engine, container, router.name, [
    'vtysh',
    '-c',
    command,
  ]);
  if (exitCode === 0 && stdout.trimStart().startsWith('{')) return stdout;
  throw new LabError(
    'not-ready',
    `bgpd of ${router.name} does not answer: ${`${stderr} ${stdout}`.trim()}`,
    `See: anycast-lab logs ${router.name} --lab ${lab.name}`,
  );
}
