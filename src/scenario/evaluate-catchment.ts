import {
  type CatchmentEntry,
  type CatchmentProblem,
  checkCatchment,
  isGood,
  isSame,
} from '../measure/catchment.ts';
import { expectedAnswers } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { NOT_ANSWERED } from '../topology/scenario.ts';
import type { Check } from './outcome.ts';

/** Compares a catchment matrix with what the topology expects of it: one check for each client, service and IP version. */
export function evaluateCatchment(plan: LabPlan, entries: readonly CatchmentEntry[]): readonly Check[] {
  const answers = expectedAnswers(plan.expectedCatchment, plan.services);
  const mismatches = checkCatchment(entries, answers);
  return answers.map((answer): Check => {
    const entry = entries.find((each) => isSame(each, answer));
    const isSilent = entry !== undefined && entry.problem !== null && isGood(plan, entry);
    const problem = isSilent ? null : (entry?.problem ?? null);
    return {
      ...{ scenario: null, step: null, what: 'catchment', ...answer },
      seen: isSilent ? NOT_ANSWERED : problem === null ? (entry?.site ?? 'not asked') : describe(problem),
      held: problem === null && !mismatches.some((each) => isSame(each, answer)),
      evidence: evidenceOf(entry),
    };
  });
}

function evidenceOf(entry: CatchmentEntry | undefined): readonly string[] {
  if (entry?.shares) {
    const all = entry.shares.reduce((sum, { answers }) => sum + answers, 0);
    return entry.shares.map(({ server, answers }) => `NSID says ${server} in ${answers} of ${all} answers`);
  }
  return entry?.server ? [`NSID says ${entry.server}`] : [];
}

function describe(problem: CatchmentProblem): string {
  switch (problem.kind) {
    case 'unanswered':
      return `no answer: ${problem.reason}`;
    case 'partly-unanswered':
      return `no answer to ${problem.asked - problem.answered} of ${problem.asked} queries`;
    case 'rcode':
      return `answered with ${problem.rcode}`;
    case 'anonymous':
      return 'a server without a name';
    case 'unknown-server':
      return `answered by ${problem.server}, which is no server of this lab`;
    case 'disagreement':
      return `NSID says ${problem.nsid}, CHAOS says ${problem.chaos}`;
  }
}
