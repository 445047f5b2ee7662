/** A changed topology in a lab that runs: its policies, timers, costs within networks, impairments and what its zones hold, and nothing else. */

import type { NodeProcess, ReadinessFailure } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { cablesOf } from '../plan/cables.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { changedZones, sessionsToReset, unchangeable } from '../plan/live-changes.ts';
import { isRouter } from '../plan/roles.ts';
import { awaitRequest } from './agent-requests.ts';
import { awaitReloaded } from './await-reloaded.ts';
import type { TopologySource } from './check-frr-lines.ts';
import { claimToMeasure } from './claim-lab.ts';
import { reconfigured, withProcesses } from './configure-request.ts';
import { type Lab, nodeProcesses, openLab, PLAN_FILE, TOPOLOGY_FILE } from './find-lab.ts';
import { changeLinks } from './impairments.ts';
import { LabError } from './lab-error.ts';
import { readLevers } from './levers-in-force.ts';
import { notRunning } from './not-running.ts';
import type { OnProgress } from './progress.ts';
import { checkChangedZones, reloadZones } from './reload-zones.ts';
import { settleRequest } from './settle-request.ts';

/** The YAML is kept with the lab. */
export interface ReloadOptions extends TopologySource {
  /** Seconds until the lab has converged again. */
  readonly timeout: number;
  /** Ends the waiting; what is changed by then stays changed. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface ReloadResult {
  readonly lab: string;
  /** Routers whose configuration was changed. */
  readonly routers: readonly string[];
  /** Links that have another latency, jitter, loss, rate or MTU now. */
  readonly links: readonly string[];
  /** Zones that hold something else now. */
  readonly zones: readonly string[];
  /** Those of them of which nothing shows that the servers have read them again, as their serial is the same as before. */
  readonly unseen: readonly string[];
  /** Sessions that began anew, as their keepalive or hold time is another. */
  readonly sessions: number;
  readonly seconds: number;
}

/**
 * Makes the lab of a plan's name what the plan says, without restarting anything, and waits until it has converged.
 * @throws LabError `usage` where that cannot be done in a lab that runs, or faults or levers are in force, and `not-running` where a
 *   node does not run: nothing has been done then, nor where a server's program does not take a zone file; `not-ready` where a router refuses, and then all is as before, or it does not converge, or a server does not serve what its zones hold now, in time
 */
export async function reload(engine: Engine, plan: LabPlan, options: ReloadOptions): Promise<ReloadResult> {
  const started = performance.now();
  const { signal } = options;
  const lab = await openLab(engine, plan.name);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    await claimToMeasure(lab.name, agent);
    await requireChangeable(engine, lab, agent, plan);
    const needed = reconfigured([lab.plan], plan);
    const resets = sessionsToReset(lab.plan, plan);
    const processes = await nodeProcesses(engine, lab, plan.nodes);
    const dead = plan.nodes.find(({ name }) => !processes.some((process) => process.name === name));
    if (dead !== undefined) throw notRunning(lab.name, dead.name);
    const request = withProcesses(needed, processes).map((router) =>
      router.daemon === 'bgpd'
        ? {
            ...router,
            reset: resets.filter(({ node }) => node === router.name).map(({ address }) => address),
          }
        : router,
    );
    const zones = changedZones(lab.plan, plan);
    await checkChangedZones(engine, lab, { plan, zones }, options);
    signal.throwIfAborted();
    let zonesBegun = false;
    const links = await configure(agent, request)
      .then(() => {
        zonesBegun = true;
        return reloadZones(engine, lab, agent, { plan, zones, processes });
      })
      .then(() => changeLinks(engine, lab.fabric.id, agent, cablesOf(plan.links), processes))
      .catch(async (error: unknown) => {
        await agent.ask('configure', {
          routers: withProcesses(reconfigured([lab.plan, plan], lab.plan), processes),
        });
        // What went wrong first is what is told.
        if (zonesBegun) {
          await reloadZones(engine, lab, agent, { plan: lab.plan, zones, processes }).catch(() => undefined);
        }
        throw error;
      });
    await agent.ask('store', {
      files: { [TOPOLOGY_FILE]: options.source, [PLAN_FILE]: JSON.stringify(plan) },
    });
    if (needed.length > 0) {
      options.onProgress({ kind: 'phase', phase: 'stable' });
      await converge(agent, plan, processes, options);
    }
    const unseen = await awaitReloaded(agent, { before: lab.plan, plan, zones, processes }, options.timeout);
    return {
      lab: lab.name,
      routers: [...new Set(needed.map(({ name }) => name))],
      links,
      zones,
      unseen,
      sessions: resets.length,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await agent.close();
  }
}

async function requireChangeable(engine: Engine, lab: Lab, agent: FabricAgent, plan: LabPlan): Promise<void> {
  const differences = unchangeable(lab.plan, plan);
  if (differences.length > 0) {
    const lines = differences.map((line) => `  ${line}`).join('\n');
    throw new LabError(
      'usage',
      `the lab ${lab.name} runs, and only policies, timers, costs, impairments and what zones hold can be changed then, but not:\n${lines}`,
      'Nothing has been changed. Build it anew: anycast-lab up FILE --reconfigure',
    );
  }
  const levers = await readLevers(engine, lab);
  const [fault] = await agent.ask('faults', {});
  const what = levers?.levers[0]?.text ?? (fault && `${fault.kind} at ${fault.target}`);
  if (what === undefined) return;
  throw new LabError(
    'usage',
    `${what} is in force in ${lab.name}`,
    `Bring it back first: anycast-lab restore --lab ${lab.name}`,
  );
}

async function configure(agent: FabricAgent, routers: ReturnType<typeof withProcesses>): Promise<void> {
  const done = await agent.ask('configure', { routers });
  const failed = done.find((each) => 'error' in each);
  if (failed === undefined || !('error' in failed)) return;
  throw new LabError('not-ready', `${failed.node} could not be changed: ${failed.error}`);
}

async function converge(
  agent: FabricAgent,
  plan: LabPlan,
  processes: readonly NodeProcess[],
  { timeout, signal }: ReloadOptions,
): Promise<void> {
  const stop = (): void => agent.abandon();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const routers = new Set(plan.nodes.filter(isRouter).map(({ name }) => name));
    await agent.ask(
      'settle',
      settleRequest(
        plan,
        processes.filter(({ name }) => routers.has(name)),
      ),
    );
    const readiness = await agent.ask('await', { ...awaitRequest(plan, processes), timeout });
    if (!readiness.ready) throw notConverged(plan.name, readiness.failures, timeout);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function notConverged(lab: string, failures: readonly ReadinessFailure[], timeout: number): LabError {
  const [failure] = failures;
  const seen = failure === undefined ? '' : `: ${failure.rung} at ${failure.node}: ${failure.seen}`;
  return new LabError('not-ready', `${lab} is changed, but did not converge within ${timeout} s${seen}`);
}
