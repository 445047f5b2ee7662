/** Undoing whatever was done to a site, a link or a whole lab. */

import type { FaultRecord, Mended, NodeProcess, NotMended } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { findTarget } from '../faults/target.ts';
import type { ChangeInstant } from '../measure/failover.ts';
import { cablesOf } from '../plan/cables.ts';
import type { NodePlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import type { Ground } from './apply-fault.ts';
import { claimToChange } from './claim-lab.ts';
import { clearSessions } from './clear-sessions.ts';
import { routeAction } from './fault-actions.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { restoreLinks } from './impairments.ts';
import { LabError } from './lab-error.ts';
import { BGPD_STARTING, programsOf } from './node-programs.ts';
import { pollUntil } from './poll.ts';
import { byLink, faultsOver, scopeOf } from './restore-scope.ts';
import { revive } from './revive.ts';
import { undoLevers } from './undo-levers.ts';

export interface RestoreResult {
  readonly lab: string;
  /** All that was brought back, by the names of nodes and links; empty: everything was in order. */
  readonly mended: readonly Mended[];
  /** Nodes and links that could not be brought back, and why. */
  readonly failed: readonly NotMended[];
  /** The faults that were on record, and are over. */
  readonly faults: readonly FaultRecord[];
}

/** What was brought back, with the instants that figures count from: one for each prefix. */
export interface Restored extends Omit<RestoreResult, 'lab'> {
  readonly instants: readonly ChangeInstant[];
  /** When the last of it was done, in µs of CLOCK_MONOTONIC. */
  readonly doneAt: number;
}

/**
 * Brings back what a fault, or anything else, took from a site, a link or the whole lab: containers and their wiring,
 * carrier, frames, processes, announcements. What is in order is left alone, so that it can be repeated.
 * Of the whole lab, levers that were pulled since `up` are put back too, unless they are to be kept.
 * @throws LabError `usage` where there is no such site or link, or another command measures the lab
 */
export async function restore(
  engine: Engine,
  labName: string | undefined,
  target: string | undefined,
  signal: AbortSignal,
  { keepLevers = false } = {},
): Promise<RestoreResult> {
  const lab = await openLab(engine, labName);
  if (target === lab.name && findTarget(lab.plan, target) === undefined) {
    throw new LabError(
      'usage',
      `${target} is the lab, and no site or link of it`,
      `Bring all of it back: anycast-lab restore --lab ${target}`,
    );
  }
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    await claimToChange(lab.name, agent);
    const ground: Ground = { engine, lab, agent, signal };
    const levers = target === undefined && !keepLevers ? await undoLevers(ground) : null;
    const restored = await restoreTarget({ ...ground, lab: levers?.lab ?? lab }, target ?? null, {
      links: true,
    });
    const last = (await levers?.finish()) ?? { mended: [], failed: [] };
    return {
      lab: lab.name,
      mended: [...(levers?.mended ?? []), ...restored.mended, ...last.mended],
      failed: [...restored.failed, ...last.failed],
      faults: restored.faults,
    };
  } finally {
    await agent.close();
  }
}

/**
 * What was restored, where all of it was.
 * @throws LabError `not-ready` where something could not be brought back
 */
export function requireRestored(lab: string, restored: Restored): Restored {
  const [broken] = restored.failed;
  if (broken === undefined) return restored;
  throw new LabError('not-ready', failureText(broken), `See: anycast-lab status ${lab}`);
}

/** One node that could not be brought back, in a sentence without its full stop. */
export function failureText({ node, reason }: RestoreResult['failed'][number]): string {
  return `${node} could not be brought back: ${reason}`;
}

/**
 * The same within a conversation with the lab's agent; `null` is the whole lab.
 * @param links whether links that were changed by hand are to be as the topology says: no fault does that, so that a measured run
 *   leaves them as they are
 */
export async function restoreTarget(
  ground: Ground,
  name: string | null,
  { links = false }: { readonly links?: boolean } = {},
): Promise<Restored> {
  const { engine, agent } = ground;
  const scope = scopeOf(ground.lab.plan, name);
  const { nodes, ports } = scope;
  const revived = await revive(engine, ground.lab, agent, nodes);
  const fresh = new Set(revived.nodes);
  if (fresh.size > 0) await ground.onRevived?.(revived.lab);
  const broken = new Set(revived.failed.map(({ node }) => node));
  const whole = nodes.filter((node) => !broken.has(node.name));
  const processes = await nodeProcesses(engine, revived.lab, whole);
  const plans = new Map(nodes.map((node) => [node.name, node]));
  const { at, mended, ...resisted } = await agent.ask('mend', {
    nodes: processes.map((process) => {
      const plan = fresh.has(process.name) ? undefined : plans.get(process.name);
      return { ...process, programs: plan === undefined ? [] : programsOf(plan) };
    }),
    ports,
  });
  const relinked = await mendLinks(ground, links ? ports : [], processes);
  const running = new Set(processes.map((process) => process.name));
  const dead = whole
    .filter((node) => !running.has(node.name))
    .map((node) => ({ node: node.name, reason: whyDead(revived.lab, node.name) }));
  const cleared = await clearSessions(revived.lab.plan, agent, nodes, processes);
  const announced = await announceMissing({ ...ground, lab: revived.lab }, nodes, processes);
  const failed = [...revived.failed, ...dead, ...resisted.failed, ...cleared.failed, ...announced.failed];
  const records = await agent.ask('faults', {});
  const over = faultsOver(
    ground.lab.plan,
    records,
    scope,
    failed.map(({ node }) => node),
  );
  await agent.ask('faults', { drop: over.map(({ target }) => target) });
  const all = [...revived.mended, ...mended, ...relinked, ...cleared.mended, ...announced.mended];
  return {
    mended: byLink(ground.lab.plan, all),
    failed: byLink(ground.lab.plan, failed),
    faults: over,
    instants: instantsOf(ground.lab, all, announced.instants, at),
    doneAt: Math.max(at, ...all.map(({ after }) => after)),
  };
}

/** Makes links of which all ports are given as the topology says again, and starts a delay line that has died. */
async function mendLinks(
  { lab, agent }: Ground,
  ports: readonly string[],
  processes: readonly NodeProcess[],
): Promise<readonly Mended[]> {
  const known = new Set(ports);
  const links = cablesOf(lab.plan.links).filter((link) => link.ports.every(({ port }) => known.has(port)));
  const done = await restoreLinks(agent, links, processes);
  if (done === null) return [];
  const { changed, started, before, after } = done;
  const line = started ? [{ what: 'delay line started', node: 'fabric', before, after }] : [];
  return [...line, ...changed.map((node) => ({ what: 'link as in the topology', node, before, after }))];
}

/** Why a node whose first process is not there could not be brought back. */
function whyDead({ containers }: Lab, node: string): string {
  const container = containers.get(node);
  return container === undefined ? 'its container is gone' : `its container does not run: ${container.state}`;
}

interface Announced {
  readonly mended: readonly Mended[];
  readonly failed: RestoreResult['failed'];
  readonly instants: readonly ChangeInstant[];
}

/** Lets every site among the nodes announce what it should and does not. */
async function announceMissing(
  { lab, agent, signal }: Ground,
  nodes: readonly NodePlan[],
  processes: readonly NodeProcess[],
): Promise<Announced> {
  const edges = nodes.filter(isRouter).filter((router) => router.role === 'edge');
  const deadline = performance.now() + BGPD_STARTING;
  const mended: Mended[] = [];
  const failed: { node: string; reason: string }[] = [];
  const instants: ChangeInstant[] = [];
  const announce = async (edge: RouterPlan, process: NodeProcess): Promise<void> => {
    let seen = 'nothing is known of it';
    const answers = async (): Promise<boolean> => {
      const [state] = await agent.ask('look', { routers: [{ ...process, prefixes: [] }] });
      if (state !== undefined && 'error' in state) seen = state.error;
      return state !== undefined && !('error' in state);
    };
    if (!(await pollUntil(answers, { every: 50, deadline, signal }))) {
      failed.push({ node: edge.name, reason: seen });
      return;
    }
    const action = routeAction(lab.plan, edge, process, 'announce');
    for (const instant of await agent.ask('act', { actions: [action], timeout: 0 })) {
      if (instant.prefix === undefined) continue;
      instants.push(instant);
      const { before, after } = instant;
      mended.push({ what: `announces ${instant.prefix}`, node: edge.name, before, after });
    }
  };
  for (const edge of edges) {
    const process = processes.find((candidate) => candidate.name === edge.name);
    if (process !== undefined) await announce(edge, process);
  }
  return { mended, failed, instants };
}

/** Each prefix came back when it was announced or, where that was not it, with the first thing that was brought back. */
function instantsOf(
  lab: Lab,
  mended: readonly Mended[],
  announced: readonly ChangeInstant[],
  at: number,
): readonly ChangeInstant[] {
  const first = mended.toSorted((a, b) => a.before - b.before)[0] ?? { before: at, after: at };
  const others = mended.length > announced.length;
  return lab.plan.services
    .flatMap((service) => service.prefixes)
    .map(({ family, prefix }) => {
      const own = others ? undefined : announced.find((instant) => instant.prefix === prefix);
      const { before, after } = own ?? first;
      return { family, prefix, before, after };
    });
}
