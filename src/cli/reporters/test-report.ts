import chalk from 'chalk';
import { measureHeld } from '../../measure/tcp/held-connections.ts';
import type { LabPlan } from '../../plan/lab-plan.ts';
import { heldText } from '../../report/held-rows.ts';
import { verdictSummary } from '../../report/verdict-rows.ts';
import {
  checkName,
  counted,
  discardedText,
  forensicsInvalidityText,
  invalidityText,
  runName,
  stepName,
  verdictText,
} from '../../report/words.ts';
import {
  type Check,
  type ScenarioOutcome,
  scenarioVerdict,
  type TestOutcome,
  testVerdict,
  type Verdict,
} from '../../scenario/outcome.ts';
import { seconds } from './seconds.ts';

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  held: chalk.green,
  failed: chalk.red,
  broken: chalk.yellow,
  interrupted: chalk.yellow,
};

const NOTHING_EXPECTED =
  '  It expects nothing, so that no more was tried than to bring it up. See scenarios in docs/topology.md, and anycast-lab expect --help.';

/** A line for each scenario, and below it one for each expectation that failed, with what it was told from. */
export function reportTests(outcomes: readonly TestOutcome[]): string {
  return outcomes.map(reportTest).join('\n\n');
}

function reportTest(outcome: TestOutcome): string {
  const { topology, scenarioFile, catchment, scenarios, notes, problem, kept, durations } = outcome;
  const several = outcome.plan.services.length > 1;
  const expectations = [catchment, ...scenarios].reduce((sum, { checks }) => sum + checks.length, 0);
  return [
    `${chalk.bold(scenarioFile?.file ?? topology.file)}: ${word(testVerdict(outcome), expectations)}, ${seconds(durations.total)}`,
    ...(expectations === 0 && scenarios.length === 0 && problem === null ? [NOTHING_EXPECTED] : []),
    ...notes.map((note) => chalk.yellow(`  ${note}`)),
    ...(problem === null ? [] : indent(chalk.yellow(problem), '  ')),
    ...(catchment.checks.length === 0
      ? []
      : [
          `  ${word(catchment.checks.every(({ held }) => held) ? 'held' : 'failed', catchment.checks.length)} catchments: ${tally(catchment.checks)}`,
        ]),
    ...failures(catchment.checks, [], several),
    ...scenarios.flatMap((scenario) => reportScenario(scenario, outcome.plan, repeats(scenarios))),
    ...(kept === null ? [] : [`  The lab ${kept} is up: anycast-lab down ${kept}`]),
  ].join('\n');
}

function reportScenario(scenario: ScenarioOutcome, plan: LabPlan, repeated: boolean): readonly string[] {
  const several = plan.services.length > 1;
  const { run, checks, problem, steps } = scenario;
  const verdict = scenarioVerdict(scenario);
  return [
    `  ${word(verdict, checks.length)} ${runName(scenario, repeated)}: ${found(scenario)}, ${counted(steps.length, 'step')}, ${seconds(scenario.seconds)}`,
    ...(problem === null || verdict === 'interrupted' ? [] : indent(chalk.yellow(problem), '    ')),
    ...(scenario.discarded ?? []).map((reasons) => chalk.yellow(`    ${discardedText(reasons)}`)),
    ...(run?.invalid ?? []).map((reason) => chalk.yellow(`    INVALID: ${invalidityText(reason)}`)),
    ...reportFates(scenario),
    ...reportHeld(scenario, plan),
    ...failures(
      checks,
      run?.steps.map((step, index) => `step ${index + 1}, ${stepName(step)}: `) ?? [],
      several,
    ),
  ];
}

/** What became of the lost queries of each step, all clients together; the reports have every client's. */
function reportFates({ run, forensics }: ScenarioOutcome): readonly string[] {
  if (run === null || forensics === undefined) return [];
  const fates = run.steps.flatMap((step, index) => {
    const counts = forensics.counts[index] ?? [];
    return counts.length === 0 ? [] : [`    ${stepName(step)}, lost queries: ${verdictSummary(counts)}`];
  });
  return [
    ...forensics.invalid.map((reason) => chalk.yellow(`    INVALID: ${forensicsInvalidityText(reason)}`)),
    ...fates,
  ];
}

/** What became of the TCP connections that were held, all clients together. */
function reportHeld({ run }: ScenarioOutcome, plan: LabPlan): readonly string[] {
  const held = run === null || run.invalid.length > 0 ? null : measureHeld(plan, run);
  return (run?.steps ?? []).flatMap((step, index) => {
    const outcomes = held?.steps[index];
    return outcomes === undefined ? [] : [`    ${stepName(step)}, TCP: ${heldText(outcomes)}`];
  });
}

function found({ run, checks, problem }: ScenarioOutcome): string {
  if (run === null) return 'not run';
  if (run.invalid.length > 0) return 'its figures are not to be believed';
  return problem !== null && checks.length === 0
    ? 'broken off before an expectation could be checked'
    : tally(checks);
}

function failures(
  checks: readonly Check[],
  stepNames: readonly string[],
  several: boolean,
): readonly string[] {
  return checks
    .filter(({ held }) => !held)
    .flatMap((check) => [
      chalk.red(
        `    ${check.step === null ? '' : (stepNames[check.step] ?? '')}${checkName(check, several)}, seen ${check.seen}`,
      ),
      ...(check.evidence.length === 0 ? [] : [chalk.dim(`      ${check.evidence.join('; ')}`)]),
    ]);
}

function tally(checks: readonly Check[]): string {
  const held = checks.filter((check) => check.held).length;
  return checks.length === 0
    ? 'nothing expected'
    : `${held} of ${counted(checks.length, 'expectation')} held`;
}

function repeats(scenarios: readonly ScenarioOutcome[]): boolean {
  return scenarios.some(({ repeat }) => repeat > 1);
}

function word(verdict: Verdict, expectations: number): string {
  return COLOURS[verdict](verdictText(verdict, expectations));
}

function indent(text: string, by: string): readonly string[] {
  return text.split('\n').map((line) => `${by}${line}`);
}
