/** Doing something bad to a lab, on purpose, with the instant at which it took effect. */

import type { ActionInstant, FaultRecord } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { FAULTS } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import { flapping } from '../faults/flap.ts';
import { type FaultTarget, findTarget, targetNames } from '../faults/target.ts';
import type { ChangeInstant } from '../measure/failover.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { siteOfServer } from '../plan/roles.ts';
import { meantOrAll } from '../topology/names.ts';
import type { FaultKind, FaultSpec } from '../topology/topology.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { originatedPrefixes } from './originated.ts';
import { perform, prepare, uninterrupted } from './perform-fault.ts';
import { pollUntil } from './poll.ts';
import { requireRestored, restoreTarget } from './restore.ts';

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
  /** Called when nodes have been started anew, before all else is brought back; the lab is as the engine has it then. */
  readonly onRevived?: (lab: Lab) => Promise<void>;
}

/**
 * Applies a fault; what it leaves behind is on record with the lab before anything is done. Interrupted, it is undone.
 * @throws LabError `usage` where the target is none, or does not suit, or a fault is in force there, and `not-running` where it
 *   does not run: nothing has been done then; EngineError where the lab's nodes refuse; AbortError after the signal
 */
export async function applyFault(ground: Ground, spec: FaultSpec): Promise<AppliedFault> {
  const { agent, lab } = ground;
  const target = requireTarget(lab, spec);
  const site = target.kind === 'site' ? target.name : null;
  const fault = FAULTS[spec.kind];
  if (fault.passes) {
    const inForce = await agent.ask('faults', {});
    const same = inForce.find((record) => record.target === spec.target);
    if (same !== undefined) throw alreadyInForce(lab.name, same);
  }
  if (spec.kind === 'flap') return { spec, site, fault, ...(await flap(ground, spec)) };
  const deed = await prepare(ground, target, spec);
  if (!fault.passes) {
    const record = { target: spec.target, kind: spec.kind, spec, since: new Date().toISOString() };
    const same = await agent.ask('record', { record });
    if (same !== null) throw alreadyInForce(lab.name, same);
  }
  const done = await perform(ground, spec.target, deed);
  const doneAt = Math.max(...done.map(({ after }) => after));
  return { spec, site, fault, instants: toInstants(lab.plan, target, done), doneAt };
}

/**
 * The site or link of a fault.
 * @throws LabError `usage` where there is none of that name, or the fault cannot be done to it
 */
export function requireTarget(lab: Lab, spec: FaultSpec): FaultTarget {
  const target = findTarget(lab.plan, spec.target);
  const names = targetNames(lab.plan);
  // A flap can be done to what the fault in it can be done to.
  const { kind } = spec.kind === 'flap' ? flapping(spec).spec : spec;
  const { what, known, fits } = SUITABLE[FAULTS[kind].apply.to](names);
  if (target === undefined) {
    throw new LabError(
      'usage',
      `the lab ${lab.name} has no ${what.join(' or ')} called ${spec.target}`,
      meantOrAll(spec.target, known, `Its ${what.map((each) => `${each}s`).join(' and ')}`),
    );
  }
  if (!fits.includes(target.kind)) {
    throw new LabError(
      'usage',
      `${kind} is done to a ${what.join(' or ')}, and ${spec.target} is a ${target.kind}`,
      `Its ${what.map((each) => `${each}s`).join(' and ')}: ${known.join(', ')}.`,
    );
  }
  refuseNothing(lab, kind, target);
  return target;
}

/** There has to be something that a fault can be done to: servers to kill, prefixes to withdraw. */
function refuseNothing({ plan }: Lab, kind: FaultKind, target: FaultTarget): void {
  if (target.kind !== 'site') return;
  const { apply } = FAULTS[kind];
  if (apply.to === 'servers' && target.servers.length === 0) {
    const siteOf = siteOfServer(plan);
    const sites = target.balancers.flatMap(({ backends }) =>
      backends.flatMap(({ name }) => siteOf.get(name) ?? []),
    );
    throw new LabError(
      'usage',
      `${target.name} has no servers of its own`,
      `Its balancer asks those of ${[...new Set(sites)].join(', ')}.`,
    );
  }
  if (REROUTING.has(kind) && originatedPrefixes(plan, target.edge).length === 0)
    throw new LabError('usage', `${target.name} announces nothing, so that there is nothing to withdraw`);
}

/** Faults that do something to what a site announces, and to nothing else. */
const REROUTING: ReadonlySet<FaultKind> = new Set(['withdraw', 'drain']);

type TargetKind = FaultTarget['kind'];

/** What faults are done to, by what they are for: in words, by name, and as kinds of target. */
const SUITABLE: Readonly<
  Record<
    Fault['apply']['to'],
    (names: ReturnType<typeof targetNames>) => {
      readonly what: readonly string[];
      readonly known: readonly string[];
      readonly fits: readonly TargetKind[];
    }
  >
> = {
  site: ({ sites }) => ({ what: ['site'], known: sites, fits: ['site'] }),
  servers: ({ sites, servers }) => ({
    what: ['site', 'server'],
    known: [...sites, ...servers],
    fits: ['site', 'server'],
  }),
  any: ({ sites, links }) => ({
    what: ['site', 'link'],
    known: [...sites, ...links],
    fits: ['site', 'link'],
  }),
};

function alreadyInForce(lab: string, { target, kind, since }: FaultRecord): LabError {
  return new LabError(
    'usage',
    `${kind} is in force at ${target} since ${since}`,
    `Bring it back first: anycast-lab restore ${target} --lab ${lab}`,
  );
}

/** A fault took effect with its first action: that of a prefix where it is about routes, else the one for all. */
function toInstants(
  plan: LabPlan,
  target: FaultTarget,
  instants: readonly ActionInstant[],
): readonly ChangeInstant[] {
  const [first] = instants;
  if (first === undefined) return [];
  const own = target.kind === 'site' ? originatedPrefixes(plan, target.edge) : [];
  // What is no site's, and a site that announces nothing, has to do with all services.
  const prefixes =
    own.length > 0
      ? own
      : plan.services.flatMap((service) =>
          service.prefixes.map(({ family, prefix }) => ({ family, prefix })),
        );
  return prefixes.map(({ family, prefix }) => {
    const { before, after } = instants.find((instant) => instant.prefix === prefix) ?? first;
    return { family, prefix, before, after };
  });
}

/** Applies and undoes a fault in turn; whatever happens, it is undone at the end. */
async function flap(ground: Ground, spec: FaultSpec): Promise<Pick<AppliedFault, 'instants' | 'doneAt'>> {
  const { spec: inner, every, times } = flapping(spec);
  const started = performance.now();
  let instants: readonly ChangeInstant[] = [];
  let doneAt = 0;
  for (let turn = 0; turn < times; turn++) {
    const begins = started + turn * every * 1000;
    await pause(begins, ground.signal);
    let refused = false;
    try {
      const applied = await applyFault(ground, inner);
      if (turn === 0) instants = applied.instants;
      await pause(begins + (every * 1000) / 2, ground.signal);
    } catch (error) {
      refused = error instanceof LabError && (error.code === 'usage' || error.code === 'not-running');
      throw error;
    } finally {
      // What was refused has changed nothing, and what is in force there is another's.
      if (!refused) {
        const restored = await restoreTarget(uninterrupted(ground), spec.target);
        ({ doneAt } = requireRestored(ground.lab.name, restored));
      }
    }
  }
  return { instants, doneAt };
}

/** Until a time on performance.now()'s clock. */
async function pause(time: number, signal: AbortSignal): Promise<void> {
  await pollUntil(() => performance.now() >= time, { every: 5, deadline: time, signal });
}
