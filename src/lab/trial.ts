/** Levers pulled in a lab that runs, to see what comes of them, and put back. */
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import { announcedPrefixes } from '../plan/announced.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { applyLevers, policiesOf } from '../plan/levers/apply-levers.ts';
import { LeverMistake, type PulledLever, parseLevers } from '../plan/levers/parse-levers.ts';
import { isRouter } from '../plan/roles.ts';
import { claimToMeasure } from './claim-lab.ts';
import { reconfigured, withProcesses } from './configure-request.ts';
import { type Lab, nodeProcesses, openLab, PLAN_FILE } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type LeversInForce, leversFile, readLevers } from './levers-in-force.ts';
import { notRunning } from './not-running.ts';
import { probeLab } from './probe.ts';
import type { OnProgress } from './progress.ts';
import { type PrefixViews, routersOf } from './router-views.ts';
import { settleRequest } from './settle-request.ts';

/** By the router's name and the prefix. */
export type ViewTable = ReadonlyMap<string, PrefixViews>;

export interface Trial {
  readonly lab: Lab;
  /** Those in force before it began. */
  readonly inForce: LeversInForce | null;
  /** Which site answers whom now. */
  catchment(): Promise<readonly CatchmentEntry[]>;
  /** What every router that answers knows of the services' prefixes. */
  views(): Promise<ViewTable>;
  /**
   * Pulls levers, in place of those that this trial pulled before; its best paths have settled when this returns.
   * @throws LabError `not-running` where a router that is concerned does not run; `not-ready` where one refuses, or the routes do not
   *   settle; AbortError after the signal
   */
  pull(levers: readonly PulledLever[]): Promise<void>;
  /** Puts back what was pulled, whether or not the user has had enough: then without waiting for the routes to settle. */
  putBack(): Promise<void>;
  /** What was pulled last stays, and is put back by `restore`. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

interface TrialOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Opens a lab for a trial; nobody else changes or measures it until that is closed.
 * @throws LabError `usage` where another command measures it, or a site is being drained
 */
export async function openTrial(
  engine: Engine,
  labName: string | undefined,
  { signal, onProgress }: TrialOptions,
): Promise<Trial> {
  const lab = await openLab(engine, labName);
  const start = (): Promise<FabricAgent> => startAgent(engine, lab.name, lab.fabric.id);
  // Waiting has an agent of its own, which is dropped at the signal: the other is needed for putting back.
  const [agent, watcher] = await Promise.all([start(), start()]);
  const stopWaiting = (): void => watcher.abandon();
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', stopWaiting);
    watcher.abandon();
    await agent.close();
  };
  signal.addEventListener('abort', stopWaiting, { once: true });
  try {
    await claimToMeasure(lab.name, agent);
    await refuseDrained(lab, agent);
    return {
      ...trial(engine, lab, agent, watcher, await readLevers(engine, lab), { signal, onProgress }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The levers that a command line names.
 * @throws LabError `usage` where one is none
 */
export function requireLevers(words: readonly string[], plan: LabPlan): readonly PulledLever[] {
  try {
    return parseLevers(words, plan);
  } catch (error) {
    if (error instanceof LeverMistake) throw new LabError('usage', error.message, error.hint);
    throw error;
  }
}

/** A drain has route-maps of its own in the place of those that levers change. */
async function refuseDrained(lab: Lab, agent: FabricAgent): Promise<void> {
  const drained = (await agent.ask('faults', {})).find(({ kind }) => kind === 'drain');
  if (drained === undefined) return;
  const hint = `Bring it back first: anycast-lab restore ${drained.target} --lab ${lab.name}`;
  throw new LabError(
    'usage',
    `${drained.target} of ${lab.name} is drained, and its routes are not its levers'`,
    hint,
  );
}

function trial(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  watcher: FabricAgent,
  inForce: LeversInForce | null,
  { signal, onProgress }: TrialOptions,
): Omit<Trial, 'close'> {
  /** The plans of which the routers may have parts: one, unless a change is under way or was cut short. */
  let possible: readonly LabPlan[] = [lab.plan];
  const routers = lab.plan.nodes.filter(isRouter);
  const askRouters = routersOf(lab, agent);

  const change = async (to: LabPlan): Promise<boolean> => {
    const needed = reconfigured(possible, to);
    const processes = await nodeProcesses(engine, lab, routers);
    const request = withProcesses(needed, processes);
    const dead = needed.find(({ name }) => !request.some((router) => router.name === name));
    if (dead !== undefined) throw notRunning(lab.name, dead.name);
    possible = [...possible, to];
    for (const done of await agent.ask('configure', { routers: request })) {
      if ('error' in done)
        throw new LabError('not-ready', `${done.node} could not be changed: ${done.error}`);
    }
    possible = [to];
    return needed.length > 0;
  };

  const settle = async (): Promise<void> => {
    onProgress({ kind: 'phase', phase: 'stable' });
    const request = settleRequest(lab.plan, await nodeProcesses(engine, lab, routers));
    signal.throwIfAborted();
    const settled = await watcher.ask('settle', request).catch((error) => {
      signal.throwIfAborted();
      throw error;
    });
    if (settled) return;
    throw new LabError('not-ready', `${lab.name}: best paths still change after ${request.timeout} s`);
  };

  const record = (levers: LeversInForce | null): Promise<null> =>
    agent.ask('store', { files: leversFile(levers) });

  return {
    lab,
    inForce,
    catchment: async () => {
      signal.throwIfAborted();
      return probeLab(engine, lab);
    },
    views: async () => {
      const answers = await askRouters(
        await nodeProcesses(engine, lab, routers),
        announcedPrefixes(lab.plan).map(({ family, prefix }) => ({ family, prefix })),
      );
      return new Map(answers.flatMap((each) => ('views' in each ? [[each.node, each.views] as const] : [])));
    },
    pull: async (levers) => {
      const since = new Date().toISOString();
      // Before anything is done, so that `restore` knows of what is cut short.
      await record({
        levers: [...(inForce?.levers ?? []), ...levers.map(({ text }) => ({ text, since }))],
        policies: inForce?.policies ?? policiesOf(lab.plan),
      });
      const target = applyLevers(
        lab.plan,
        levers.map(({ lever }) => lever),
      );
      if (await change(target)) await settle();
    },
    putBack: async () => {
      const changed = await change(lab.plan);
      await record(inForce);
      if (changed && !signal.aborted) await settle();
    },
    keep: async () => {
      await agent.ask('store', { files: { [PLAN_FILE]: JSON.stringify(possible[0]) } });
    },
  };
}
