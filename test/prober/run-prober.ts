import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROBER = fileURLToPath(new URL('../../images/client/prober', import.meta.url));

export type ProberRecord = Readonly<Record<string, unknown>>;

export interface ProberRun {
  readonly records: readonly ProberRecord[];
  readonly queries: readonly ProberRecord[];
  readonly end: ProberRecord;
  /** The `end` event's counters, by target. */
  readonly totals: ReadonlyMap<string, ProberRecord>;
}

export interface ProberProcess {
  readonly child: ChildProcess;
  /** When it has ended. */
  readonly done: Promise<ProberRun>;
}

/**
 * Starts the prober from its sources with the machine's Python; its stdin stays open until the caller ends it.
 * `-B`: no compiled files in the image's folder, which is hashed.
 */
export function startProber(args: readonly string[]): ProberProcess {
  const child = spawn('python3', ['-BIS', PROBER, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk;
  });
  const done = new Promise<ProberRun>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new Error('The tests of the prober need python3 (3.9 or later) on the PATH', { cause }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve(readRun(output));
      else reject(new Error(`The prober ended with status ${code}: ${complaints}`));
    });
  });
  return { child, done };
}

function readRun(output: string): ProberRun {
  const records = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ProberRecord);
  const end = records.at(-1);
  if (end?.['event'] !== 'end')
    throw new Error(`The prober's last line is no end event: ${JSON.stringify(end)}`);
  const totals = (end['targets'] as readonly ProberRecord[]).map(
    (each) => [String(each['target']), each] as const,
  );
  return {
    records,
    queries: records.filter(({ event }) => event === 'query'),
    end,
    totals: new Map(totals),
  };
}
