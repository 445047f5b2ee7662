/** How kinds of fault and timers compare: a row for each pair, from all valid runs of it. */
import chalk from 'chalk';
import { type Spread, spreadOf } from '../../measure/repeats.ts';
import { measureRun, type StepFigures } from '../../measure/run-figures.ts';
import {
  discardedText,
  duration,
  forensicsInvalidityText,
  invalidityText,
  LOWER_BOUNDS,
} from '../../report/words.ts';
import { type ScenarioOutcome, scenarioVerdict, type TestOutcome } from '../../scenario/outcome.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from './table.ts';

export interface MatrixRow {
  readonly fault: string;
  /** Keepalive and hold time, in s. */
  readonly timers: { readonly keepalive: number; readonly hold: number };
  /** How many runs stand, and how many there were. */
  readonly runs: { readonly valid: number; readonly of: number };
  /** Over the runs: the longest outage of any client, in µs; never where one did not recover. */
  readonly outage: Spread;
  /** Over the runs: queries lost by all clients together. */
  readonly lost: Spread;
  /** The same when the fault was undone; null where it passes by itself. */
  readonly failback: { readonly outage: Spread; readonly lost: Spread } | null;
}

export interface MatrixSummary {
  readonly rows: readonly MatrixRow[];
  /** ms. */
  readonly interval: number | null;
  /** What kept labs or runs from being carried out. */
  readonly problems: readonly string[];
}

/** Computes the rows, in the order of the labs and their scenarios. */
export function summarizeMatrix(labs: readonly TestOutcome[]): MatrixSummary {
  const runs = labs.flatMap((lab) => lab.scenarios.map(({ run }) => run));
  return {
    rows: labs.flatMap((lab) =>
      [...new Set(lab.scenarios.map(({ name }) => name))].map((name) => rowOf(lab, name)),
    ),
    interval: runs.find((run) => run !== null)?.interval ?? null,
    problems: labs.flatMap(({ plan, problem, scenarios }) => [
      ...(problem === null ? [] : [problem]),
      ...scenarios.flatMap((scenario) =>
        problemsOf(scenario).map((text) => `${scenario.name} with ${timersText(plan.timers)}: ${text}`),
      ),
    ]),
  };
}

function problemsOf({ problem, run, discarded = [], forensics }: ScenarioOutcome): readonly string[] {
  return [
    ...(problem === null ? [] : [problem]),
    ...discarded.map(discardedText),
    ...(run?.invalid ?? []).map((reason) => `INVALID: ${invalidityText(reason)}`),
    ...(forensics?.invalid ?? []).map(
      (reason) => `INVALID: what became of lost queries: ${forensicsInvalidityText(reason)}`,
    ),
  ];
}

function timersText({ keepalive, hold }: MatrixRow['timers']): string {
  return `${keepalive}/${hold} s`;
}

/** A matrix asserts nothing: that a client is lost for good is a figure like others. */
export function matrixExit(labs: readonly TestOutcome[]): number {
  if (labs.some((lab) => lab.interrupted)) return EXIT.interrupted;
  const broken = labs.some(
    (lab) =>
      lab.problem !== null ||
      lab.scenarios.some(
        (each) => scenarioVerdict(each) === 'broken' || (each.forensics?.invalid.length ?? 0) > 0,
      ),
  );
  return broken ? EXIT.environment : EXIT.good;
}

function rowOf({ plan, scenarios }: TestOutcome, name: string): MatrixRow {
  const ours = scenarios.filter((scenario) => scenario.name === name);
  const valid = ours.flatMap(({ run }) => (run !== null && run.invalid.length === 0 ? [run] : []));
  const figures = valid.map((run) => measureRun(plan, run));
  const back = figures.flatMap(([, second]) => (second === undefined ? [] : [second]));
  const { keepalive, hold } = plan.timers;
  return {
    fault: name,
    timers: { keepalive, hold },
    runs: { valid: valid.length, of: ours.length },
    ...costOf(figures.flatMap(([first]) => (first === undefined ? [] : [first]))),
    failback: back.length === 0 ? null : costOf(back),
  };
}

function costOf(steps: readonly StepFigures[]): { readonly outage: Spread; readonly lost: Spread } {
  return {
    outage: spreadOf(
      steps.map(({ outcomes }) =>
        outcomes.every(({ recovered }) => recovered) ? Math.max(0, ...outcomes.map((o) => o.outage)) : null,
      ),
    ),
    lost: spreadOf(steps.map(({ outcomes }) => outcomes.reduce((sum, { lost }) => sum + lost, 0))),
  };
}

/** The rows as a table. */
export function reportMatrix({ rows, interval, problems }: MatrixSummary): string {
  return [
    table(
      ['FAULT', 'TIMERS', 'RUNS', 'OUTAGE', 'P95', 'LOST', 'FAILBACK OUTAGE', 'LOST'],
      rows.map(({ fault, timers, runs, outage, lost, failback }) => [
        fault,
        timersText(timers),
        runs.valid === runs.of ? String(runs.of) : chalk.red(`${runs.valid} of ${runs.of} valid`),
        time(outage.median, outage),
        time(outage.p95, outage),
        number(lost.median),
        failback === null ? '-' : time(failback.outage.median, failback.outage),
        failback === null ? '-' : number(failback.lost.median),
      ]),
      [3, 4, 5, 6, 7],
    ),
    '',
    'Outage: the longest of any client, from the last answer before the gap to the first after it; median and p95 over the runs (by nearest rank: of fewer than 20 runs the longest). Lost: queries of all clients together, median.',
    ...(interval === null
      ? []
      : [`A query every ${interval} ms to each address: no figure is finer. ${LOWER_BOUNDS}`]),
    ...problems.map((problem) => chalk.red(problem)),
  ].join('\n');
}

function time(value: number | null, { of }: Spread): string {
  if (of === 0) return 'no result';
  if (value === null) return chalk.red('never ends');
  return value === 0 ? '0' : duration(value);
}

function number(value: number | null): string {
  return value === null ? '-' : String(value);
}
