/** What would come of it: levers pulled in a lab that runs, who is answered by whom then, and why; and all put back. */
import type { Engine } from '../engine/connect.ts';
import { follow, type Journey } from '../explain/journey.ts';
import { type Parting, whereTheyPart } from '../explain/why-moved.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import { type CatchmentMove, compareCatchments } from '../measure/catchment-moves.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { isClient, siteNames } from '../plan/roles.ts';
import type { OnProgress } from './progress.ts';
import { openTrial, requireLevers, type Trial, type ViewTable } from './trial.ts';

export interface WhatifOptions {
  readonly lab: string | undefined;
  /** The levers, as they were typed. */
  readonly words: readonly string[];
  /** Leave them as they are then. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Who is answered by another site than before, and at which router the way there parts from the old one. */
export interface ExplainedMove extends CatchmentMove {
  /** Null: the routes do not tell. */
  readonly why: Parting | null;
}

export interface WhatifResult {
  readonly lab: string;
  readonly levers: readonly string[];
  /** Those that were in force before, and still are. */
  readonly inForce: readonly string[];
  readonly kept: boolean;
  readonly sites: readonly string[];
  readonly before: readonly CatchmentEntry[];
  readonly after: readonly CatchmentEntry[];
  readonly moves: readonly ExplainedMove[];
  /** Who is not where it was before, once the levers were put back; null: they were kept. */
  readonly astray: readonly CatchmentMove[] | null;
  /** From the start of the command, in s. */
  readonly seconds: number;
}

/**
 * Pulls levers, looks, and puts them back unless they are to be kept; also where it is interrupted, or fails.
 * @throws LabError `usage` where a lever is none: nothing has been done then; otherwise as Trial
 */
export async function whatif(engine: Engine, options: WhatifOptions): Promise<WhatifResult> {
  const started = performance.now();
  const { words, keep, signal, onProgress } = options;
  const trial = await openTrial(engine, options.lab, { signal, onProgress });
  const { plan, name } = trial.lab;
  try {
    const levers = requireLevers(words, plan);
    const before = await look(trial, onProgress);
    let kept = false;
    let after: Sight;
    try {
      await trial.pull(levers);
      after = await look(trial, onProgress);
      signal.throwIfAborted();
      if (keep) {
        await trial.keep();
        kept = true;
      }
    } finally {
      if (!kept) {
        onProgress({ kind: 'note', text: 'putting the levers back' });
        await trial.putBack();
      }
    }
    const returned = kept ? null : await trial.catchment();
    return {
      lab: name,
      levers: levers.map(({ text }) => text),
      inForce: (trial.inForce?.levers ?? []).map(({ text }) => text),
      kept,
      sites: siteNames(plan),
      before: before.entries,
      after: after.entries,
      moves: await explainMoves(plan, before, after),
      astray: returned === null ? null : compareCatchments(before.entries, returned).moves,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await trial.close();
  }
}

interface Sight {
  readonly entries: readonly CatchmentEntry[];
  readonly views: ViewTable;
}

async function look(trial: Trial, onProgress: OnProgress): Promise<Sight> {
  onProgress({ kind: 'phase', phase: 'answers' });
  const [entries, views] = await Promise.all([trial.catchment(), trial.views()]);
  return { entries, views };
}

async function explainMoves(plan: LabPlan, before: Sight, after: Sight): Promise<readonly ExplainedMove[]> {
  const { moves } = compareCatchments(before.entries, after.entries);
  return Promise.all(
    moves.map(async (move) => {
      const [old, now] = await Promise.all([before, after].map(({ views }) => journeyOf(plan, move, views)));
      return { ...move, why: old && now ? whereTheyPart(old, now) : null };
    }),
  );
}

/** The way of a client's packets, by the tables as they were read. */
async function journeyOf(plan: LabPlan, move: CatchmentMove, views: ViewTable): Promise<Journey | undefined> {
  const client = plan.nodes.filter(isClient).find(({ name }) => name === move.client);
  const service = plan.services.find(({ name }) => name === move.service);
  const to = service?.prefixes.find(({ family }) => family === move.family);
  if (client === undefined || to === undefined) return undefined;
  return follow(plan, client.router, to, {
    paths: async ({ name }, prefix) => views.get(name)?.get(prefix)?.paths ?? [],
    forwardsTo: async ({ name }, prefix) => views.get(name)?.get(prefix)?.forwardsTo ?? [],
  });
}
