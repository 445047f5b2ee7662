/** The routes that a router's kernel forwards by. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import { adjacencyOf } from '../measure/forwarding.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { runningContainer } from './read-paths.ts';

interface KernelRoute {
  readonly dst: string;
  readonly dev?: string;
  readonly gateway?: string;
  readonly nexthops?: readonly { readonly dev: string; readonly gateway?: string }[];
}

/**
 * The neighbours that a router forwards each prefix to, by the prefix; `servers`: the site's own. None: it keeps the packets.
 * @throws LabError `not-ready` where it does not run
 */
export async function readKernel(
  engine: Engine,
  lab: Lab,
  router: RouterPlan,
  family: Family,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const container = runningContainer(lab, router.name);
  const command = ['ip', '-json', `-${family}`, 'route', 'show'];
  const { exitCode, stdout, stderr } = await runProgram(engine, container, router.name, command);
  if (exitCode !== 0) throw new LabError('not-ready', `ip at ${router.name} failed: ${stderr.trim()}`);
  const neighbors = adjacencyOf(lab.plan).get(router.name);
  const nameOf = ({ dev: device = 'lo', gateway }: Pick<KernelRoute, 'dev' | 'gateway'>): string => {
    const neighbor = neighbors?.get(device) ?? neighbors?.get(`${device} ${gateway}`);
    if (neighbor?.kind === 'router') return neighbor.node;
    return neighbor?.kind === 'servers' ? 'servers' : device;
  };
  return new Map(
    (JSON.parse(stdout) as readonly KernelRoute[]).map(({ dst, nexthops, ...only }) => {
      // A blackhole of IPv6 has a device too.
      const hops = (nexthops ?? [only]).filter(({ dev = 'lo' }) => dev !== 'lo');
      return [dst, [...new Set(hops.map(nameOf))]];
    }),
  );
}
