/** Real load on a lab: dnsperf in the clients, and from a capture of every link what became of each query, and at which site. */
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import {
  type ClientFigures,
  figuresByClient,
  figuresBySite,
  figuresOf,
  type LoadFigures,
  type SiteFigures,
} from '../measure/load-run/load-figures.ts';
import type { LoadShare } from '../measure/load-run/load-plan.ts';
import { collectLoad, type LoadQuery } from '../measure/load-run/load-queries.ts';
import {
  type CountedClient,
  findLoadInvalidities,
  type LoadInvalidity,
} from '../measure/load-run/load-validity.ts';
import type { Share } from '../measure/site-load.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { nameAskedFor } from '../plan/zones.ts';
import { sitesIn } from '../topology/shared-sites.ts';
import type { Family } from '../topology/topology.ts';
import { type Captured, startCapture } from './capture-links.ts';
import { claimToMeasure } from './claim-lab.ts';
import { openLab } from './find-lab.ts';
import { findService, requirePrefixes } from './find-service.ts';
import { LabError } from './lab-error.ts';
import { type LoadAsked, type Shares, sharesOf } from './load-shares.ts';
import { findLoaders, type LoaderTotals, runLoaders } from './loaders.ts';
import { probeLab } from './probe.ts';
import type { OnProgress } from './progress.ts';

/** An answer that takes longer counts as lost, in ms: as in `failover`. */
const TIMEOUT = 1000;

export interface LoadOptions extends LoadAsked {
  readonly lab: string | undefined;
  /** Absent: all of them. */
  readonly service: string | undefined;
  readonly family: Family | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface LoadResult {
  readonly lab: string;
  /** Asked for, of all senders together. */
  readonly qps: number;
  readonly seconds: number;
  /** ms. */
  readonly timeout: number;
  readonly sites: readonly LoadedSite[];
  readonly clients: readonly LoadingClient[];
  /** Of the load; bystanders are left out. */
  readonly total: LoadFigures;
  /** Reasons not to believe the figures; empty: they stand. */
  readonly invalid: readonly LoadInvalidity[];
}

/** What the load did to a site, bystanders left out. */
export interface LoadedSite extends SiteFigures {
  /** How many of the lab's clients it answers, over each address that was asked, as a probe found just before. */
  readonly catchment: Share;
}

export interface LoadingClient extends ClientFigures {
  readonly role: 'load' | 'bystander';
  /** Queries a second. */
  readonly qps: number;
}

/**
 * Puts load on a lab for a while.
 * @throws LabError `usage` where it is too much or too little, or a name is unknown; `not-running` where a client does not run;
 *   `interrupted` by the signal
 */
export async function load(engine: Engine, options: LoadOptions): Promise<LoadResult> {
  const lab = await openLab(engine, options.lab);
  const targets = targetsOf(lab.plan, options);
  const shares = sharesOf(lab, options, [...targets.keys()]);
  const loaders = findLoaders(lab, [...shares.load, ...shares.bystanders]);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    await claimToMeasure(lab.name, agent);
    const catchment = await probeLab(engine, lab);
    options.onProgress({ kind: 'note', text: `${options.qps} queries a second for ${options.seconds} s` });
    const capture = await startCapture(engine, lab);
    let totals: readonly LoaderTotals[];
    try {
      totals = await runLoaders(engine, loaders, {
        ...{ seconds: options.seconds, timeout: TIMEOUT, signal: options.signal },
        names: new Map([...targets].map(([address, { name }]) => [address, name])),
      });
    } catch (error) {
      await capture.abandon();
      // A dnsperf that is ended before its first answers has no report, and says so by its exit code.
      if (options.signal.aborted) throw new LabError('interrupted', 'interrupted');
      throw error;
    }
    const captured = await capture.stop(({ ports }) => collectLoad(lab.plan, ports));
    if (options.signal.aborted) throw new LabError('interrupted', 'interrupted');
    return summarize(lab.plan, options, { shares, totals, captured, catchment, targets });
  } finally {
    await agent.close();
  }
}

/** An address that is asked, and what it stands for. */
interface LoadTarget {
  readonly service: string;
  readonly family: Family;
  /** The name that is asked for. */
  readonly name: string;
}

type Targets = ReadonlyMap<string, LoadTarget>;

function targetsOf(plan: LabPlan, { service, family }: LoadOptions): Targets {
  const services = service === undefined ? plan.services : [findService(plan, service)];
  return new Map(
    services.flatMap((each) =>
      requirePrefixes(each, family).map((prefix) => [
        prefix.address,
        { service: each.name, family: prefix.family, name: nameAskedFor(plan, each) },
      ]),
    ),
  );
}

interface Taken {
  readonly shares: Shares;
  readonly totals: readonly LoaderTotals[];
  readonly captured: Captured<readonly LoadQuery[]>;
  readonly catchment: readonly CatchmentEntry[];
  readonly targets: Targets;
}

function summarize(plan: LabPlan, { qps, seconds }: LoadOptions, taken: Taken): LoadResult {
  const { shares, totals, captured, targets } = taken;
  const asked = [...targets.values()];
  const senders = clientsOf(shares.load);
  const queries = captured.collected.filter(({ service, family }) =>
    asked.some((target) => target.service === service && target.family === family),
  );
  const ofLoad = queries.filter(({ client }) => senders.includes(client));
  const clients = figuresByClient(queries, [...senders, ...clientsOf(shares.bystanders)], TIMEOUT);
  const entries = taken.catchment.filter(({ service, family }) =>
    asked.some((target) => target.service === service && target.family === family),
  );
  const announcing = plan.services.filter(({ name }) => asked.some(({ service }) => service === name));
  const sites = [...new Set(announcing.flatMap((service) => service.sites))];
  return {
    ...{ lab: plan.name, qps, seconds, timeout: TIMEOUT },
    sites: figuresBySite(ofLoad, sites, TIMEOUT).map((figures) => ({
      ...figures,
      catchment: { count: answeredBy(figures.site, entries), of: entries.length },
    })),
    clients: clients.map((figures) => ({
      ...figures,
      role: senders.includes(figures.client) ? 'load' : 'bystander',
      qps: sum(
        totals.filter(({ client }) => client === figures.client),
        (share) => share.qps,
      ),
    })),
    total: figuresOf(ofLoad, TIMEOUT),
    invalid: findLoadInvalidities(
      clients.map((figures) => counted(figures, totals, seconds)),
      captured,
    ),
  };
}

function counted(captured: ClientFigures, totals: readonly LoaderTotals[], seconds: number): CountedClient {
  const { client } = captured;
  const own = totals.filter((each) => each.client === client);
  return {
    ...{ client, captured },
    asked: sum(own, ({ qps }) => qps) * seconds,
    dnsperf: {
      sent: sum(own, (each) => each.totals.sent),
      completed: sum(own, (each) => each.totals.completed),
      lost: sum(own, (each) => each.totals.lost),
    },
  };
}

function answeredBy(site: string | null, entries: readonly CatchmentEntry[]): number {
  return entries.filter((entry) =>
    site === null ? entry.site === null : entry.site !== null && sitesIn(entry.site).includes(site),
  ).length;
}

function clientsOf(shares: readonly LoadShare[]): readonly string[] {
  return [...new Set(shares.map(({ client }) => client))];
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((all, item) => all + figure(item), 0);
}
