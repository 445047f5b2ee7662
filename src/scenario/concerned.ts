/** Which clients a step of a scenario is about. */
import type { Outcome } from '../measure/failover.ts';
import type { RunStep } from '../measure/run.ts';
import type { StepFigures } from '../measure/run-figures.ts';
import { seriesKey } from '../measure/samples.ts';
import { exchangePorts } from '../plan/exchange-ports.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { siteNames, siteOfServer } from '../plan/roles.ts';
import type { StepExpectations } from '../topology/scenario.ts';
import { sitesIn } from '../topology/shared-sites.ts';

/** A step's outcomes, told apart: those that its bounds are for, and the others. */
export interface Concerned {
  readonly affected: readonly Outcome[];
  readonly others: readonly Outcome[];
  /** Who the affected ones are, for when there is none: `answered by fra before`. */
  readonly who: string;
}

/**
 * Tells a step's outcomes apart. A fault concerns the clients that its site answered before it; a restore those that the site
 * answered before the faults which it undoes, or answers again. The site of a server is its own, and that of a link the one at an end of it, or of a
 * port at an exchange the member; a link between two routers concerns everybody, and so does another member's port. Where the author names clients, the bounds are for these, and the others are
 * all who are neither named nor concerned.
 * @param figures those of the whole run; `index` is the step's
 */
export function concernedBy(
  plan: LabPlan,
  figures: readonly StepFigures[],
  index: number,
  { clients }: Pick<StepExpectations, 'clients'>,
): Concerned {
  const { step, outcomes } = figures[index] as StepFigures;
  const faults = step.action === 'fault' ? [] : undoneBy(figures, index);
  const sites = new Set(
    (step.action === 'fault' ? [step.target] : [step.target, ...faults.map((fault) => fault.step.target)])
      .map((target) => (target === null ? null : siteOf(plan, target)))
      .filter((site) => site !== null),
  );
  const homes = new Map(faults.flatMap((fault) => fault.outcomes.map((o) => [seriesKey(o), o.siteBefore])));
  const isConcerned = (outcome: Outcome): boolean => {
    const home = homes.get(seriesKey(outcome)) ?? null;
    const isOf = (text: string | null) => text !== null && sitesIn(text).some((site) => sites.has(site));
    if (step.action === 'fault') return isOf(outcome.siteBefore);
    return isOf(home) || outcome.sites.some(isOf);
  };
  if (clients !== undefined) {
    const named = new Set(clients);
    return {
      affected: outcomes.filter(({ client }) => named.has(client)),
      others: outcomes.filter((outcome) => !named.has(outcome.client) && !isConcerned(outcome)),
      who: `one of ${clients.join(', ')}`,
    };
  }
  if (sites.size === 0) return { affected: outcomes, others: [], who: 'a client' };
  const before = step.action === 'fault' ? 'before' : 'before it went away, or again';
  return {
    affected: outcomes.filter(isConcerned),
    others: outcomes.filter((outcome) => !isConcerned(outcome)),
    who: `answered by ${[...sites].join(' or ')} ${before}`,
  };
}

/** The faults that a restore undoes: those at its target, or all, since the restore before it that undid them. */
function undoneBy(figures: readonly StepFigures[], index: number): readonly StepFigures[] {
  const undoes = (restore: RunStep, fault: RunStep) =>
    restore.target === null || restore.target === fault.target;
  const inForce: StepFigures[] = [];
  for (const each of figures.slice(0, index)) {
    if (each.step.action === 'fault') inForce.push(each);
    else {
      const left = inForce.filter((fault) => !undoes(each.step, fault.step));
      inForce.splice(0, inForce.length, ...left);
    }
  }
  const restore = figures[index]?.step;
  return restore === undefined ? [] : inForce.filter((fault) => undoes(restore, fault.step));
}

function siteOf(plan: LabPlan, target: string): string | null {
  const sites = new Set(siteNames(plan));
  if (sites.has(target)) return target;
  const served = siteOfServer(plan).get(target);
  if (served !== undefined) return served;
  const member = exchangePorts(plan).find(({ name }) => name === target)?.port.node;
  if (member !== undefined) return sites.has(member) ? member : null;
  const link = plan.links.find(({ name }) => name === target);
  return link?.ports.map(({ node }) => node).find((node) => sites.has(node)) ?? null;
}
