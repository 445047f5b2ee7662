/** Which goals of an exercise hold in a lab, as it was seen at one moment. */
import type { CatchmentEntry } from '../measure/catchment.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { parseLevers } from '../plan/levers/parse-levers.ts';
import type { Goal } from '../topology/exercise.ts';
import { evaluateCatchment } from './evaluate-catchment.ts';
import type { Check } from './outcome.ts';

/** What can be seen of a lab that runs. */
export interface LabSight {
  readonly plan: LabPlan;
  readonly entries: readonly CatchmentEntry[];
  readonly faults: readonly { readonly kind: string; readonly target: string }[];
  /** As they are typed: `prepend fra 2`. */
  readonly levers: readonly string[];
}

export interface GoalResult {
  readonly goal: string;
  readonly holds: boolean;
  /** What was seen of all that the goal is about, an item each: `berlin: nyc`, `no fault`. */
  readonly seen: readonly string[];
}

/** One part of a goal. */
type Part = Omit<GoalResult, 'goal'>;

/** Compares what was seen of a lab with each goal. */
export function evaluateGoals(goals: readonly Goal[], sight: LabSight): readonly GoalResult[] {
  return goals.map(({ goal, catchment, faults, levers }) => {
    const parts = [
      ...(catchment === undefined ? [] : [catchmentPart(catchment, sight)]),
      ...(faults === undefined ? [] : [faultsPart(faults, sight)]),
      ...(levers === undefined ? [] : [leversPart(levers, sight)]),
    ];
    return { goal, holds: parts.every(({ holds }) => holds), seen: parts.flatMap(({ seen }) => seen) };
  });
}

function catchmentPart(catchment: NonNullable<Goal['catchment']>, { plan, entries }: LabSight): Part {
  const checks = evaluateCatchment({ ...plan, expectedCatchment: catchment }, entries);
  const clients = Object.keys(catchment).map((client) => checks.filter((check) => check.client === client));
  return {
    // Of a client that the lab does not have, or a site that announces nothing, there is no check.
    holds: clients.every((own) => own.length > 0) && checks.every(({ held }) => held),
    seen: clients.flatMap((own) => (own[0] === undefined ? [] : [`${own[0].client}: ${sitesSeen(own)}`])),
  };
}

/** `fra`, or `fra over IPv4, nyc over IPv6`. */
function sitesSeen(checks: readonly Check[]): string {
  const sites = new Set(checks.map(({ seen }) => seen));
  if (sites.size === 1) return [...sites].join();
  return checks.map(({ seen, family }) => `${seen} over IPv${family}`).join(', ');
}

function faultsPart(expected: NonNullable<Goal['faults']>, { faults }: LabSight): Part {
  const seen = faults.map(({ kind, target }) => `${kind} ${target}`);
  const wanted = expected.map(({ fault, target }) => `${fault} ${target}`);
  return { holds: isSame(seen, wanted), seen: seen.length === 0 ? ['no fault'] : seen };
}

function leversPart(nodes: NonNullable<Goal['levers']>, { plan, levers }: LabSight): Part {
  const pulled = levers.flatMap((text) => parseLevers([text], plan)).map(({ lever }) => lever.node);
  return { holds: isSame(pulled, nodes), seen: levers.length === 0 ? ['no lever'] : levers };
}

/** Whether two lists name the same things, in whatever order, and however often. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((each) => other.has(each));
}
