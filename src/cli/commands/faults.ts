import { Command, InvalidArgumentError } from 'commander';
import { listFaults } from '../../lab/fault.ts';
import { meantOrAll } from '../../topology/names.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  TIMER_PROFILE_NAMES,
  type TimerProfileName,
} from '../../topology/topology.ts';
import type { Context } from '../context.ts';
import { describeFaults } from '../fault-options.ts';
import { numberBetween, wholeBetween } from '../numbers.ts';
import { reportFaults } from '../reporters/fault-report.ts';

interface FaultsFlags {
  readonly measure?: boolean;
  readonly kinds: readonly FaultKind[];
  readonly timers: readonly TimerProfileName[];
  readonly target?: string;
  readonly repeat: number;
  readonly interval: number;
  readonly forensics?: boolean;
  readonly report?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** All that any lab can have, and end by themselves in reasonable time; a flap is what its options make of it. */
const MEASURED = FAULT_KINDS.filter((kind) => kind !== 'flap' && kind !== 'bad-signature');

export function faultsCommand(context: Context): Command {
  return new Command('faults')
    .description('list the faults in force in a lab; with --measure, compare kinds of fault')
    .argument('[lab]', 'the lab (default: the only one); with --measure, a topology (default: three-sites)')
    .option('--measure', 'start a lab for each set of timers, and measure each kind of fault in it')
    .option('--kinds <kinds>', 'the kinds, with commas between', oneOrMore(FAULT_KINDS), MEASURED)
    .option('--timers <profiles>', 'the timers, with commas between', oneOrMore(TIMER_PROFILE_NAMES), [
      'fast',
    ])
    .option('--target <site>', 'the site that goes away (default: the first)')
    .option('--repeat <n>', 'measure each so often', wholeBetween(1, 1000), 1)
    .option('--interval <ms>', 'between two queries of a client to one address', numberBetween(1, 1000), 10)
    .option('--forensics', 'capture every link during each run, and follow each lost query over them')
    .option('--report <file>', 'write the result with every sample, for: anycast-lab report')
    .option('--html <file>', 'write one page with a heat map, and a timeline of each run')
    .option('--json', 'print JSON')
    .addHelpText('after', describeFaults())
    .action(async (what: string | undefined, flags: FaultsFlags, command: Command) => {
      if (flags.measure) return measure(context, what ?? 'three-sites', flags);
      refuseStrayOptions(command);
      context.print(await listFaults(await context.connect(), what), flags.json, reportFaults);
    });
}

async function measure(context: Context, file: string, flags: FaultsFlags): Promise<void> {
  // They bring the libraries for YAML and schemas.
  const [{ matrixSubjects }, { checkReportFiles, writeReports }, { runTests }, matrix] = await Promise.all([
    import('../fault-matrix.ts'),
    import('../report-files.ts'),
    import('../../lab/run-tests.ts'),
    import('../reporters/matrix-report.ts'),
  ]);
  const { kinds, timers, target, repeat, interval, report, html, forensics = false } = flags;
  const subjects = matrixSubjects({ file, kinds, timers, ...(target === undefined ? {} : { target }) });
  const files = {
    ...(report === undefined ? {} : { json: report }),
    ...(html === undefined ? {} : { html }),
  };
  checkReportFiles(files);
  const signal = context.signal();
  const labs = await context.withProgress((onProgress) =>
    runTests(() => context.connect(), subjects, {
      ...{ repeat, interval, forensics, signal, onProgress },
      ...{ keep: false, jobs: 1, timeout: 300 },
    }),
  );
  for (const failure of writeReports({ labs }, files)) context.note(failure);
  context.exit(matrix.matrixExit(labs));
  context.print(matrix.summarizeMatrix(labs), flags.json, matrix.reportMatrix);
}

/** All but --json say how to measure. */
function refuseStrayOptions(command: Command): void {
  const stray = command.options.find(
    (option) => option.long !== '--json' && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (stray === undefined) return;
  command.error(`error: ${stray.long} is for faults --measure: without it, the faults in force are listed`);
}

/** A parser for a list of names, each of which must be known. */
function oneOrMore<T extends string>(known: readonly T[]): (text: string) => readonly T[] {
  return (text) =>
    text.split(',').map((part) => {
      const found = known.find((name) => name === part.trim());
      if (found === undefined) {
        throw new InvalidArgumentError(meantOrAll(part.trim(), known, 'With commas between it takes'));
      }
      return found;
    });
}
