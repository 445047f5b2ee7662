import type { FibEvent } from '../../src/measure/fib.ts';
import { seriesOf } from '../../src/measure/outage.ts';
import type { RecordedRun, RunStep } from '../../src/measure/run.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { FaultKind } from '../../src/topology/topology.ts';
import { INTERVAL, query } from './timeline.ts';

/** The YAML of a lab of two sites and two clients behind one transit network. */
export const SOURCE =
  'sites: { fra: , nyc: }\nrouters: { t: }\nclients: { c1: t, c2: t }\nlinks: [fra -> t, nyc -> t]\n';

const parsed = parseTopology(SOURCE, 'lab.yaml');
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is wrong');

/** Its plan. */
export const plan = planLab(parsed.topology);

const SITES: Readonly<Record<string, string>> = { f: 'fra', n: 'nyc', L: 'fra', S: 'fra', r: 'fra' };

/** What is done in a run: when, counted in queries from 0. */
export interface StepAt {
  readonly action: 'fault' | 'restore';
  readonly site: string;
  readonly slot: number;
  readonly kind?: FaultKind;
}

/**
 * A run over IPv4 with a query every 10 ms. Timelines by client, a character a query as in `series`, with `f` for fra and
 * `n` for nyc.
 */
export function recordedRun(
  steps: readonly StepAt[],
  timelines: Readonly<Record<string, string>>,
  fib: readonly FibEvent[] = [],
): RecordedRun {
  return {
    ...{ interval: 10, timeout: 1000, patience: 30, invalid: [] },
    steps: steps.map(toStep),
    record: {
      series: seriesOf(Object.entries(timelines).flatMap(([client, text]) => samplesOf(client, text))),
      fib,
    },
  };
}

function toStep({ action, site, slot, kind = 'withdraw' }: StepAt): RunStep {
  const at = slot * INTERVAL;
  return {
    ...{ action, kind, target: site, site, settled: true },
    instants: [{ family: 4, prefix: '192.0.2.0/24', before: at, after: at + 100 }],
  };
}

function samplesOf(client: string, timeline: string): readonly QuerySample[] {
  return [...timeline.replaceAll(' ', '')].map((fate, seq) => {
    const sample = query(seq, fate);
    const site = SITES[fate] ?? null;
    const named = sample.server === null || site === null ? {} : { server: `ns1.${site}`, site };
    return { ...sample, client, ...named };
  });
}
