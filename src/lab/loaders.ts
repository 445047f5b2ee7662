/** dnsperf in clients: started together, each with its share of a load, and ended together. */
import type { Engine } from '../engine/connect.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type RunningProgram, startProgram } from '../engine/exec.ts';
import { type DnsperfTotals, parseDnsperf } from '../measure/load-run/dnsperf.ts';
import type { LoadShare } from '../measure/load-run/load-plan.ts';
import type { Lab } from './find-lab.ts';
import { runningContainer } from './running-container.ts';

export interface LoaderOptions {
  /** For how long each sends, in s. */
  readonly seconds: number;
  /** What takes longer counts as lost, in ms. */
  readonly timeout: number;
  /** The name that is asked for, by the address that is asked. */
  readonly names: ReadonlyMap<string, string>;
  /** Ends all of them early. */
  readonly signal: AbortSignal;
}

/** A client's share, and the container that sends it. */
interface Loader extends LoadShare {
  readonly container: string;
}

export interface LoaderTotals extends LoadShare {
  readonly totals: DnsperfTotals;
}

/**
 * Where each share is sent from.
 * @throws LabError `not-running` where a client does not run
 */
export function findLoaders(lab: Lab, shares: readonly LoadShare[]): readonly Loader[] {
  return shares.map((share) => ({ ...share, container: runningContainer(lab, share.client) }));
}

/**
 * Lets clients send their shares, and waits until no query is under way any more.
 * @throws EngineError where one cannot send: the others are ended then
 */
export async function runLoaders(
  engine: Engine,
  loaders: readonly Loader[],
  options: LoaderOptions,
): Promise<readonly LoaderTotals[]> {
  const programs: RunningProgram[] = [];
  let failed = false;
  const endAll = (): void => {
    for (const program of programs) program.stdin.end();
  };
  options.signal.addEventListener('abort', endAll, { once: true });
  const outcomes = await Promise.allSettled(
    loaders.map(async ({ container, ...share }): Promise<LoaderTotals> => {
      try {
        const { client } = share;
        const program = await startProgram(engine, container, client, loadCommand(share, options), {
          stdin: true,
        });
        programs.push(program);
        // Those that start after the others were ended have not been.
        if (failed || options.signal.aborted) endAll();
        return { ...share, totals: await followLoader(client, program) };
      } catch (error) {
        failed = true;
        endAll();
        throw error;
      }
    }),
  );
  options.signal.removeEventListener('abort', endAll);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

function loadCommand({ address, qps }: LoadShare, { seconds, timeout, names }: LoaderOptions) {
  return [
    'load',
    ...['--target', address],
    ...['--name', names.get(address) ?? '.'],
    ...['--qps', String(qps)],
    ...['--seconds', String(seconds)],
    ...['--timeout', String(timeout / 1000)],
  ];
}

async function followLoader(client: string, program: RunningProgram): Promise<DnsperfTotals> {
  let report = '';
  let complaint = '';
  program.stdout.on('data', (part: Buffer) => {
    report += part.toString('utf8');
  });
  program.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-1000);
  });
  const code = await program.exit;
  if (code === 0) return parseDnsperf(report);
  throw new EngineError('failed', `dnsperf of ${client} ended with exit code ${code}: ${complaint.trim()}`);
}
