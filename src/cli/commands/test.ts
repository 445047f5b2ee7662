import { Command } from 'commander';
import { runTests } from '../../lab/run-tests.ts';
import { type TestOutcome, testVerdict, type Verdict } from '../../scenario/outcome.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween, wholeBetween } from '../numbers.ts';
import type { ReportFiles } from '../report-files.ts';
import { reportTests } from '../reporters/test-report.ts';

interface TestFlags extends ReportFiles {
  readonly scenario?: string;
  readonly repeat: number;
  readonly keep?: boolean;
  readonly jobs: number;
  readonly interval: number;
  readonly timeout: number;
  readonly forensics?: boolean;
}

/** The worst first. */
const EXITS: readonly (readonly [Verdict, number])[] = [
  ['interrupted', EXIT.interrupted],
  ['failed', EXIT.expectationFailed],
  ['broken', EXIT.environment],
];

export function testCommand(context: Context): Command {
  return new Command('test')
    .description('start labs, run their scenarios, and say whether all that was expected held')
    .argument('<files...>', 'topologies, or files of scenarios for them')
    .option('--scenario <name>', 'run only this one')
    .option('--repeat <n>', 'run each scenario so often', wholeBetween(1, 1000), 1)
    .option('--keep', 'leave the labs up')
    .option('--jobs <n>', 'how many files at once', wholeBetween(1, 16), 1)
    .option(
      '--interval <ms>',
      "between two queries of a client to one address: the figures' resolution",
      numberBetween(1, 1000),
      10,
    )
    .option('--timeout <s>', 'how long a lab may take to come up, images apart', numberBetween(1, 3600), 120)
    .option('--forensics', 'capture every link during each run, and follow each lost query over them')
    .option('--json <file>', 'write the result, with every sample')
    .option('--junit <file>', 'write JUnit XML')
    .option('--markdown <file>', 'write Markdown, for the summary of a CI job')
    .option('--html <file>', 'write one page with drawings and timelines, which needs no network')
    .action(async (files: string[], flags: TestFlags) => {
      // They bring the libraries for YAML, schemas and dig's output.
      const { loadTestSubjects } = await import('../test-subjects.ts');
      const { checkReportFiles, writeReports } = await import('../report-files.ts');
      const subjects = loadTestSubjects(files, flags.scenario);
      checkReportFiles(reportFiles(flags));
      const signal = context.signal();
      const outcomes = await context.withProgress((onProgress) =>
        runTests(() => context.connect(), subjects, {
          repeat: flags.repeat,
          keep: flags.keep ?? false,
          jobs: flags.jobs,
          interval: flags.interval,
          timeout: flags.timeout,
          forensics: flags.forensics ?? false,
          signal,
          onProgress,
        }),
      );
      const failures = writeReports({ labs: outcomes }, reportFiles(flags));
      for (const failure of failures) context.note(failure);
      context.print(outcomes, false, reportTests);
      const verdicts = outcomes.map(testVerdict);
      const [, code] = EXITS.find(([verdict]) => verdicts.includes(verdict)) ?? [undefined, EXIT.good];
      const whole = failures.length === 0 && outcomes.every(isBelievable);
      context.exit(code === EXIT.good && !whole ? EXIT.environment : code);
    });
}

/** Whether what was asked for besides figures stands: expectations can hold where forensics are invalid. */
function isBelievable({ scenarios }: TestOutcome): boolean {
  return scenarios.every(({ forensics }) => (forensics?.invalid.length ?? 0) === 0);
}

function reportFiles({ json, junit, markdown, html }: TestFlags): ReportFiles {
  return {
    ...(json === undefined ? {} : { json }),
    ...(junit === undefined ? {} : { junit }),
    ...(markdown === undefined ? {} : { markdown }),
    ...(html === undefined ? {} : { html }),
  };
}
