/** Carrying a fault out: its actions worked out, done, and undone where the user stops them half-way. */

import type { ActionInstant, AgentAction } from '../engine/agent-messages.ts';
import { containerPid } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { FAULTS } from '../faults/catalogue.ts';
import type { FaultTarget } from '../faults/target.ts';
import type { ServerPlan } from '../plan/lab-plan.ts';
import type { FaultSpec } from '../topology/topology.ts';
import type { Ground } from './apply-fault.ts';
import { durationOf, nodesOf, toAgentAction } from './fault-actions.ts';
import { nodeProcesses } from './find-lab.ts';
import { pollUntil } from './poll.ts';
import { restoreTarget } from './restore.ts';
import { spoiltZones, whereSigned } from './spoilt-zones.ts';

/** How long the engine may take to notice that containers have died, in ms. */
const NOTICED = 10_000;

/** How long undoing may take where nobody may stop it, in ms. */
const CLEAN_UP = 60_000;

/** What the agent is to do for a fault. */
export interface Deed {
  readonly actions: readonly AgentAction[];
  /** How long it may take by itself, in s. */
  readonly duration: number;
  /** Nodes that die of it. */
  readonly crashed: readonly string[];
}

/**
 * Works out what is to be done, and changes nothing.
 * @throws LabError `not-running` where a node that it is done to does not run; `usage` where it is about signatures and nothing is signed
 */
export async function prepare({ engine, lab }: Ground, target: FaultTarget, spec: FaultSpec): Promise<Deed> {
  const actions = whereSigned(lab.plan, spec, actionsOf(target, spec));
  const names = new Set(actions.flatMap(nodesOf));
  const nodes = lab.plan.nodes.filter((node) => names.has(node.name));
  const processes = await nodeProcesses(engine, lab, nodes);
  const spoilt = await spoiltZones(engine, lab, actions);
  return {
    actions: actions.map((action) => toAgentAction(lab.plan, processes, action, spoilt)),
    duration: actions.reduce((sum, action) => sum + durationOf(action), 0),
    crashed: actions.flatMap((action) => (action.do === 'crash' ? action.nodes : [])),
  };
}

/**
 * Does what is on record; where nothing could be done, or it is interrupted, nothing is in force afterwards.
 * @returns the instants of the actions
 * @throws EngineError where the lab's nodes refuse; AbortError after the signal
 */
export async function perform(ground: Ground, target: string, deed: Deed): Promise<readonly ActionInstant[]> {
  const { agent, signal } = ground;
  let done = 0;
  try {
    const instants = await askToAct(ground, deed, () => done++);
    await pollUntil(
      async () =>
        (await Promise.all(deed.crashed.map((node) => pidOf(ground, node)))).every((pid) => pid === 0),
      { every: 20, deadline: performance.now() + NOTICED, signal },
    );
    signal.throwIfAborted();
    return instants;
  } catch (error) {
    if (signal.aborted) await restoreTarget(uninterrupted(ground), target);
    else if (done === 0) await agent.ask('faults', { drop: [target] });
    signal.throwIfAborted();
    throw withWayBack(error, ground.lab.name);
  }
}

/** Nodes mostly refuse what is down already: a fault at one server, and then at its whole site. */
function withWayBack(error: unknown, lab: string): unknown {
  if (!(error instanceof EngineError) || error.code !== 'failed') return error;
  const hint = `If a fault before this one is in its way, bring all back first: anycast-lab restore --lab ${lab}`;
  return new EngineError(error.code, error.message, { hint, cause: error });
}

/** What takes its time has an agent of its own, which ends with the signal; the caller's is needed for the undoing. */
async function askToAct(
  { engine, lab, agent, signal }: Ground,
  { actions, duration }: Deed,
  onDone: () => void,
): Promise<readonly ActionInstant[]> {
  const request = { actions, timeout: duration };
  if (duration === 0) return agent.ask('act', request, onDone);
  const own = await startAgent(engine, lab.name, lab.fabric.id);
  const end = (): void => void own.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    signal.throwIfAborted();
    return await own.ask('act', request, onDone);
  } finally {
    signal.removeEventListener('abort', end);
    await own.close();
  }
}

/** The same ground for what has to be done although the user has stopped the rest. */
export function uninterrupted(ground: Ground): Ground {
  return { ...ground, signal: AbortSignal.timeout(CLEAN_UP) };
}

function actionsOf(target: FaultTarget, spec: FaultSpec) {
  const { apply } = FAULTS[spec.kind];
  if (apply.to === 'any') return apply.actions(target, spec);
  if (apply.to === 'servers') return apply.actions(serversOf(target));
  return target.kind === 'site' ? apply.actions(target, spec) : [];
}

function serversOf(target: FaultTarget): readonly ServerPlan[] {
  if (target.kind === 'server') return [target.server];
  return target.kind === 'site' ? target.servers : [];
}

function pidOf({ engine, lab }: Ground, node: string): Promise<number> {
  return containerPid(engine, lab.containers.get(node)?.id ?? '', node);
}
