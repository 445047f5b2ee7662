/** Whether a scenario's expectations held in a run of it. */
import { isSame } from '../measure/catchment.ts';
import type { Outcome } from '../measure/failover.ts';
import type { RecordedRun } from '../measure/run.ts';
import { measureRun, type StepFigures } from '../measure/run-figures.ts';
import { partlyAnsweredBy } from '../measure/sharing.ts';
import { type HeldOutcome, measureHeld } from '../measure/tcp/held-connections.ts';
import { measureUsers } from '../measure/users.ts';
import { expectedAnswers } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import {
  CLIENT_FIGURES,
  NOT_ANSWERED,
  type Scenario,
  type ScenarioStep,
  type StepExpectations,
} from '../topology/scenario.ts';
import { type Concerned, concernedBy } from './concerned.ts';
import { checkConnections } from './evaluate-connections.ts';
import { checkUsers } from './evaluate-users.ts';
import { evidenceIn, type FindEvidence } from './evidence.ts';
import type { Check } from './outcome.ts';
import { milliseconds } from './units.ts';
import { compare } from './within-bound.ts';

/**
 * Compares a run with what its scenario expects, step by step. Steps that the run did not come to are left out. A run that
 * is invalid yields no checks: its figures say nothing of the network, so nothing held and nothing failed.
 */
export function evaluateRun(plan: LabPlan, scenario: Scenario, run: RecordedRun): readonly Check[] {
  return run.invalid.length > 0 ? [] : evaluateFigures(plan, scenario, run, measureRun(plan, run));
}

function evaluateFigures(
  plan: LabPlan,
  scenario: Scenario,
  run: RecordedRun,
  figures: readonly StepFigures[],
): readonly Check[] {
  const find = evidenceIn(plan, run);
  const users = measureUsers(plan, run);
  const held = measureHeld(plan, run);
  return scenario.steps.slice(0, figures.length).flatMap((step, index) => {
    const { expect } = step;
    const at: At = { scenario: scenario.name, step: index, find };
    const concerned = concernedBy(plan, figures, index, expect);
    const connections = held?.steps[index] ?? [];
    return [
      ...checkCatchments(at, plan, expect, figures[index]?.outcomes ?? []),
      ...checkBounds(at, step, concerned),
      ...(expect.othersUnaffected ? checkOthers(at, concerned, connections) : []),
      ...checkUsers({ scenario: scenario.name, step: index }, expect, concerned, users[index] ?? []),
      ...checkConnections({ scenario: scenario.name, step: index }, expect, concerned, connections),
    ];
  });
}

/** Which step of which scenario a check is of. */
interface At {
  readonly scenario: string;
  readonly step: number;
  readonly find: FindEvidence;
}

function check(
  { scenario, step, find }: At,
  outcome: Outcome,
  rest: Pick<Check, 'what' | 'expected' | 'seen' | 'held'>,
): Check {
  const { client, service, family } = outcome;
  return { scenario, step, client, service, family, ...rest, evidence: find(outcome, step) };
}

function aboutNobody(
  { scenario, step }: At,
  rest: Pick<Check, 'what' | 'client' | 'expected' | 'seen'>,
): Check {
  return { scenario, step, service: null, family: null, ...rest, held: false, evidence: [] };
}

/** A client is looked at for each service and IP version that something is expected of. */
function checkCatchments(
  at: At,
  plan: LabPlan,
  { catchment }: StepExpectations,
  outcomes: readonly Outcome[],
): readonly Check[] {
  const answers = expectedAnswers(catchment, plan.services);
  return Object.keys(catchment).flatMap((client) => {
    const expected = answers.filter((answer) => answer.client === client);
    const own = expected.flatMap((answer) => {
      const outcome = outcomes.find((each) => isSame(each, answer));
      return outcome === undefined ? [] : [{ outcome, expected: answer.expected }];
    });
    if (own.length === 0) {
      const sites = [...new Set(expected.map((answer) => answer.expected))].join(' and ');
      return [aboutNobody(at, { what: 'catchment', client, expected: sites, seen: 'not measured' })];
    }
    return own.map(({ outcome, expected }) => {
      const seen =
        outcome.siteAfter ?? (outcome.recovered ? 'a server without a name' : unrecovered(outcome));
      return check(at, outcome, { what: 'catchment', expected, seen, held: seen === expected });
    });
  });
}

/** Who answers a client that has not recovered: nobody, or a part of its queries. */
function unrecovered(outcome: Outcome): string {
  const sites = partlyAnsweredBy(outcome);
  return sites.length === 0 ? NOT_ANSWERED : `${sites.join(' + ')}, and nobody`;
}

function checkBounds(at: At, { expect }: ScenarioStep, { affected, who }: Concerned): readonly Check[] {
  return CLIENT_FIGURES.flatMap((what) => {
    const bound = expect.bounds[what];
    if (bound === undefined) return [];
    if (affected.length === 0) {
      const seen = `no client was ${who}`;
      return [aboutNobody(at, { what, client: null, expected: bound.text, seen })];
    }
    return affected.map((outcome) =>
      check(at, outcome, { what, expected: bound.text, ...compare(outcome, what, bound) }),
    );
  });
}

/** Others answer every query, and from where they did. That there are none is as good as that nothing happens to them. */
function checkOthers(at: At, { others }: Concerned, connections: readonly HeldOutcome[]): readonly Check[] {
  return others.map((outcome) => {
    const broke = connections.find((each) => isSame(each, outcome))?.broke ?? null;
    const { lost, failed, sent, outage, sites, siteBefore } = outcome;
    const harms = [
      ...(siteBefore === null ? ['not answered before'] : []),
      ...(lost > 0 ? [`lost ${lost} of ${sent} queries in ${milliseconds(outage)}`] : []),
      ...(failed > 0 ? [`${failed} of ${sent} queries answered with an error`] : []),
      ...(sites.length > 1 ? [`moved from ${sites.join(' to ')}`] : []),
      ...(broke === null ? [] : [`its TCP connection broke (${broke.how})`]),
    ];
    return check(at, outcome, {
      what: 'others',
      expected: 'unaffected',
      seen: harms.length === 0 ? 'unaffected' : harms.join(', '),
      held: harms.length === 0,
    });
  });
}
