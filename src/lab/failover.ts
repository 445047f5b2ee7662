/** A site withdrawn and brought back, and what every client lost by it. */
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, type NodeProcess, startAgent } from '../engine/fabric-agent.ts';
import { type ChangeInstant, measureChange, type Outcome } from '../measure/failover.ts';
import type { QuerySample } from '../measure/samples.ts';
import { findInvalidities, type Invalidity } from '../measure/validity.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import type { BgpTimers } from '../topology/topology.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type MeasuredRun, startRun } from './measured-run.ts';
import { originatedPrefixes } from './originated.ts';
import type { OnProgress } from './progress.ts';
import { findSite, sites } from './restore.ts';

/** An answer that takes longer counts as lost, in ms: what a stub resolver gives a server before it tries another way. */
const TIMEOUT = 1000;

/** For how long after that an answer is still recognised as a late one, in ms. */
const LATE = 2000;

export interface FailoverOptions {
  readonly lab: string | undefined;
  readonly site: string;
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** The longest that a client is given to settle after each change, in s. */
  readonly patience: number;
  /** Bring the site back, and time that too. */
  readonly restore: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface FailoverResult {
  readonly lab: string;
  readonly site: string;
  readonly fault: 'withdraw';
  /** ms; also the resolution of every figure that comes from queries. */
  readonly interval: number;
  /** ms. */
  readonly timeout: number;
  readonly timers: BgpTimers;
  /** FRR's version. */
  readonly frr: string;
  readonly instants: { readonly fault: readonly ChangeInstant[]; readonly restore: readonly ChangeInstant[] };
  readonly failover: readonly Outcome[];
  /** Empty where the site was not brought back. */
  readonly failback: readonly Outcome[];
  /** Reasons not to believe the figures; empty: they stand. */
  readonly invalid: readonly Invalidity[];
  /** Every client was answered at the end of each part. */
  readonly recovered: boolean;
}

/**
 * Withdraws a site's prefixes while every client sends queries, and brings them back. Whatever happens in between, the site
 * is restored at the end, unless it is asked to stay withdrawn.
 * @throws LabError `usage` where there is no such site, it does not run, or it announces nothing as it is
 */
export async function failover(engine: Engine, options: FailoverOptions): Promise<FailoverResult> {
  const { signal, onProgress } = options;
  const lab = await openLab(engine, options.lab);
  const edge = findSite(lab, options.site);
  const [process] = await nodeProcesses(engine, lab, [edge]);
  if (process === undefined)
    throw new LabError('usage', `${edge.name} is not running`, 'See: anycast-lab status');
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const frr = await refuseWithdrawn(agent, lab, edge, process);
    onProgress({ kind: 'phase', phase: 'baseline' });
    const longest = 2 * options.patience + 60;
    const run = await startRun(engine, lab, { ...options, timeout: TIMEOUT, late: LATE, longest }, signal);
    const site = { ...process, asn: edge.asn, prefixes: originatedPrefixes(lab.plan, edge) };
    let fault: readonly ChangeInstant[] = [];
    let restore: readonly ChangeInstant[] = [];
    let ended: Awaited<ReturnType<MeasuredRun['stop']>>;
    try {
      onProgress({ kind: 'phase', phase: 'failover' });
      fault = await agent.ask('withdraw', site);
      await settle(run, fault, () => edge.name, options);
      if (options.restore) {
        onProgress({ kind: 'phase', phase: 'failback' });
        const interim = lastSites(run.samples);
        const home = lastSites(run.samples.filter((sample) => sample.sentAt < earliest(fault)));
        restore = await agent.ask('announce', site);
        const away = (key: string) => (interim.get(key) === home.get(key) ? undefined : interim.get(key));
        await settle(run, restore, (sample) => away(seriesKey(sample)), options);
      }
    } finally {
      if (options.restore && fault.length > 0 && restore.length === 0) await agent.ask('announce', site);
      ended = await run.stop();
    }
    return assemble(lab, edge, options, { frr, fault, restore, ended });
  } finally {
    await agent.close();
  }
}

interface RunParts {
  readonly frr: string;
  readonly fault: readonly ChangeInstant[];
  readonly restore: readonly ChangeInstant[];
  readonly ended: Awaited<ReturnType<MeasuredRun['stop']>>;
}

function assemble(lab: Lab, edge: RouterPlan, options: FailoverOptions, parts: RunParts): FailoverResult {
  const { frr, fault, restore, ended } = parts;
  const all = sites(lab).map((site) => site.name);
  const others = new Set(all.filter((name) => name !== edge.name));
  const failoverOutcomes = measureChange(lab.plan, ended.record, {
    instants: fault,
    allowed: () => others,
    ...(restore.length > 0 ? { until: earliest(restore) } : {}),
  });
  const home = new Map(failoverOutcomes.map((outcome) => [seriesKey(outcome), outcome.siteBefore]));
  const failback =
    restore.length === 0
      ? []
      : measureChange(lab.plan, ended.record, {
          instants: restore,
          allowed: (series) => {
            const site = home.get(seriesKey(series));
            return new Set(site ? [site] : all);
          },
        });
  return {
    lab: lab.name,
    site: edge.name,
    fault: 'withdraw',
    interval: options.interval,
    timeout: TIMEOUT,
    timers: lab.plan.timers,
    frr,
    instants: { fault, restore },
    failover: failoverOutcomes,
    failback,
    invalid: findInvalidities(ended.probers),
    recovered: [...failoverOutcomes, ...failback].every((outcome) => outcome.recovered),
  };
}

/** Returns FRR's version at the site, which must announce all it should. */
async function refuseWithdrawn(
  agent: FabricAgent,
  lab: Lab,
  edge: RouterPlan,
  process: NodeProcess,
): Promise<string> {
  const prefixes = originatedPrefixes(lab.plan, edge);
  const [state] = await agent.ask('look', { routers: [{ ...process, prefixes }] });
  if (state === undefined || 'error' in state) {
    throw new LabError(
      'usage',
      `${edge.name}: ${state?.error ?? 'nothing is known of it'}`,
      'See: anycast-lab logs',
    );
  }
  const missing = prefixes
    .filter(({ prefix }) => !state.originates.includes(prefix))
    .map(({ prefix }) => prefix);
  if (missing.length > 0) {
    throw new LabError(
      'usage',
      `${edge.name} does not announce ${missing.join(' and ')} as it is`,
      `Bring it back first: anycast-lab restore ${edge.name}`,
    );
  }
  return state.version;
}

async function settle(
  run: MeasuredRun,
  instants: readonly ChangeInstant[],
  gone: (sample: QuerySample) => string | undefined,
  options: FailoverOptions,
): Promise<void> {
  const since = new Map(instants.map((instant) => [instant.family, instant.before]));
  await run.settle({
    since: (sample) => since.get(sample.family) ?? earliest(instants),
    gone,
    deadline: performance.now() + options.patience * 1000,
    signal: options.signal,
  });
}

function earliest(instants: readonly ChangeInstant[]): number {
  return Math.min(...instants.map((instant) => instant.before));
}

function seriesKey(of: {
  readonly client: string;
  readonly service: string;
  readonly family: number;
}): string {
  return `${of.client} ${of.service} ${of.family}`;
}

/** The site that answered each series last. */
function lastSites(samples: readonly QuerySample[]): ReadonlyMap<string, string> {
  return new Map(samples.flatMap((s) => (s.site === null ? [] : [[seriesKey(s), s.site] as const])));
}
