/** Doing something bad to a lab, on purpose, with the instant at which it took effect. */
import type { Engine } from '../engine/connect.ts';
import { containerPid } from '../engine/containers.ts';
import type { ActionInstant, FabricAgent, FaultRecord } from '../engine/fabric-agent.ts';
import { FAULTS } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import { flapping } from '../faults/flap.ts';
import { type FaultTarget, findTarget, targetNames } from '../faults/target.ts';
import type { ChangeInstant } from '../measure/failover.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { FaultSpec } from '../topology/topology.ts';
import { durationOf, nodesOf, toAgentAction } from './fault-actions.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { originatedPrefixes } from './originated.ts';
import { pollUntil } from './poll.ts';
import { restoreTarget } from './restore.ts';

/** How long the engine may take to notice that containers have died, in ms. */
const NOTICED = 10_000;

export interface AppliedFault {
  readonly spec: FaultSpec;
  /** The site that it is about; null where it is about a link. */
  readonly site: string | null;
  readonly fault: Fault;
  /** One for each prefix that it is about. */
  readonly instants: readonly ChangeInstant[];
  /** When the last of it was done, in µs of CLOCK_MONOTONIC: a drain withdraws at its end, a flap goes on for long. */
  readonly doneAt: number;
}

/** What is needed to do something to a lab. */
export interface Ground {
  readonly engine: Engine;
  readonly lab: Lab;
  readonly agent: FabricAgent;
  readonly signal: AbortSignal;
}

/**
 * Applies a fault; what it leaves behind is on record with the lab before anything is done.
 * @throws LabError `usage` where the target is none, or does not suit, or the fault is in force there; EngineError where the
 *   lab's nodes refuse
 */
export async function applyFault(ground: Ground, spec: FaultSpec): Promise<AppliedFault> {
  const { agent, lab } = ground;
  const target = requireTarget(lab, spec);
  const site = target.kind === 'site' ? target.name : null;
  const fault = FAULTS[spec.kind];
  const inForce = await agent.ask('faults', {});
  const same = inForce.find((record) => record.target === spec.target);
  if (same !== undefined) throw alreadyInForce(same);
  if (spec.kind === 'flap') return { spec, site, fault, ...(await flap(ground, spec)) };
  if (!fault.passes) {
    const record = { target: spec.target, kind: spec.kind, spec, since: new Date().toISOString() };
    await agent.ask('faults', { add: [record] });
  }
  return { spec, site, fault, ...(await act(ground, target, spec)) };
}

/**
 * The site or link of a fault.
 * @throws LabError `usage` where there is none of that name, or the fault cannot be done to it
 */
export function requireTarget(lab: Lab, spec: FaultSpec): FaultTarget {
  const target = findTarget(lab.plan, spec.target);
  const { sites, links } = targetNames(lab.plan);
  const onlySites = FAULTS[spec.kind].apply.to === 'site';
  if (target === undefined) {
    const known = onlySites
      ? `Its sites: ${sites.join(', ')}`
      : `Its sites and links: ${[...sites, ...links].join(', ')}`;
    const what = onlySites ? 'site' : 'site or link';
    throw new LabError('usage', `the lab ${lab.name} has no ${what} called ${spec.target}`, known);
  }
  if (onlySites && target.kind !== 'site') {
    throw new LabError(
      'usage',
      `${spec.kind} is done to a site, and ${spec.target} is a link`,
      `Sites: ${sites.join(', ')}`,
    );
  }
  return target;
}

function alreadyInForce({ target, kind, since }: FaultRecord): LabError {
  return new LabError(
    'usage',
    `${kind} is in force at ${target} since ${since}`,
    `Bring it back first: anycast-lab restore ${target}`,
  );
}

type Timed = Pick<AppliedFault, 'instants' | 'doneAt'>;

async function act(ground: Ground, target: FaultTarget, spec: FaultSpec): Promise<Timed> {
  const { engine, lab, agent, signal } = ground;
  const actions = actionsOf(target, spec);
  const names = new Set(actions.flatMap(nodesOf));
  const processes = await nodeProcesses(
    engine,
    lab,
    lab.plan.nodes.filter((node) => names.has(node.name)),
  );
  const instants = await agent.ask('act', {
    actions: actions.map((action) => toAgentAction(lab.plan, processes, action)),
    timeout: actions.reduce((sum, action) => sum + durationOf(action), 0),
  });
  const crashed = actions.flatMap((action) => (action.do === 'crash' ? action.nodes : []));
  await pollUntil(
    async () => (await Promise.all(crashed.map((node) => pidOf(ground, node)))).every((pid) => pid === 0),
    { every: 20, deadline: performance.now() + NOTICED, signal },
  );
  const doneAt = Math.max(...instants.map(({ after }) => after));
  return { instants: toInstants(lab.plan, target, instants), doneAt };
}

function actionsOf(target: FaultTarget, spec: FaultSpec) {
  const { apply } = FAULTS[spec.kind];
  if (apply.to === 'any') return apply.actions(target, spec);
  return target.kind === 'site' ? apply.actions(target, spec) : [];
}

function pidOf({ engine, lab }: Ground, node: string): Promise<number> {
  return containerPid(engine, lab.containers.get(node)?.id ?? '', node);
}

/** A fault took effect with its first action: that of a prefix where it is about routes, else the one for all. */
function toInstants(
  plan: LabPlan,
  target: FaultTarget,
  instants: readonly ActionInstant[],
): readonly ChangeInstant[] {
  const [first] = instants;
  if (first === undefined) return [];
  const prefixes =
    target.kind === 'site'
      ? originatedPrefixes(plan, target.edge)
      : plan.services.flatMap((service) =>
          service.prefixes.map(({ family, prefix }) => ({ family, prefix })),
        );
  return prefixes.map(({ family, prefix }) => {
    const { before, after } = instants.find((instant) => instant.prefix === prefix) ?? first;
    return { family, prefix, before, after };
  });
}

/** Applies and undoes a fault in turn; whatever happens, it is undone at the end. */
async function flap(ground: Ground, spec: FaultSpec): Promise<Timed> {
  const { spec: inner, every, times } = flapping(spec);
  const started = performance.now();
  let instants: readonly ChangeInstant[] = [];
  let doneAt = 0;
  for (let turn = 0; turn < times; turn++) {
    const begins = started + turn * every * 1000;
    await pause(begins, ground.signal);
    try {
      const applied = await applyFault(ground, inner);
      if (turn === 0) instants = applied.instants;
      await pause(begins + (every * 1000) / 2, ground.signal);
    } finally {
      ({ doneAt } = await restoreTarget(ground, spec.target));
    }
  }
  return { instants, doneAt };
}

/** Until a time on performance.now()'s clock. */
async function pause(time: number, signal: AbortSignal): Promise<void> {
  await pollUntil(() => performance.now() >= time, { every: 5, deadline: time, signal });
}
