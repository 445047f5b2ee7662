/** Anycast beside unicast, from every client of a lab: the same service asked at its address, and at each site's own. */
import type { Engine } from '../engine/connect.ts';
import { EngineError } from '../engine/engine-error.ts';
import { runProgram } from '../engine/exec.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { type Comparison, compareReach, type Reach, reachOf, type Target } from '../measure/comparison.ts';
import { type ProberContext, parseProberLine, type QuerySample } from '../measure/samples.ts';
import type { ClientPlan, LabPlan, ServerPlan, ServicePlan } from '../plan/lab-plan.ts';
import { isClient, siteOfServer } from '../plan/roles.ts';
import { nameAskedFor } from '../plan/zones.ts';
import type { Family } from '../topology/topology.ts';
import { applyFault, type Ground, requireTarget } from './apply-fault.ts';
import { claimToChange } from './claim-lab.ts';
import { type Lab, openLab, refreshLab } from './find-lab.ts';
import { findService, requirePrefixes } from './find-service.ts';
import { inParallel } from './in-parallel.ts';
import { LabError } from './lab-error.ts';
import { requireRestored, restoreTarget } from './restore.ts';

/** How many clients ask at once; they wait more than they compute. */
const WIDTH = 8;

/** How often each address is asked, ms between, and ms until an answer counts as lost: the farthest place is 0.3 s away. */
const ROUNDS = { count: 7, interval: 150, timeout: 1000 } as const;

/** How long the clients of a site that failed may take to be answered by others, in ms: the longest hold time is 180 s. */
const MOVED = 200_000;

export interface CompareOptions {
  readonly lab: string | undefined;
  /** Absent: the only one. */
  readonly service: string | undefined;
  /** Absent: both, or those that the service has. */
  readonly family: Family | undefined;
  /** A site to fail; `true`: the one that is the nearest to most clients; absent: none. */
  readonly fail: string | true | undefined;
  readonly signal: AbortSignal;
}

/** What is left when a site is gone. */
export interface SingleFailure {
  readonly site: string;
  /** Of so many clients and IP versions, so many got no answer from its own address ... */
  readonly of: number;
  readonly unicastLost: number;
  /** ... and so many none from the service's. */
  readonly anycastLost: number;
  readonly comparison: Comparison;
}

export interface CompareResult extends Comparison {
  readonly lab: string;
  readonly service: string;
  readonly failure: SingleFailure | null;
}

/**
 * Compares anycast with unicast; with a site to fail, crashes it, compares again, and brings it back.
 * @throws LabError `usage` where there is no such service, site or client; EngineError where a client cannot ask
 */
export async function compare(engine: Engine, options: CompareOptions): Promise<CompareResult> {
  const lab = await openLab(engine, options.lab);
  const question = toQuestion(lab.plan, options);
  const before = compareReach(await askAll(engine, lab, question));
  const result = { lab: lab.name, service: question.service.name, ...before };
  if (options.fail === undefined) return { ...result, failure: null };
  const site = options.fail === true ? nearestToMost(lab.name, before) : options.fail;
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    await claimToChange(lab.name, agent);
    const ground = { engine, lab, agent, signal: options.signal };
    return { ...result, failure: await fail(ground, question, site) };
  } finally {
    await agent.close();
  }
}

/** What clients ask, and where. */
interface Question {
  readonly service: ServicePlan;
  readonly clients: readonly ClientPlan[];
  readonly targets: readonly { readonly target: Target; readonly family: Family; readonly address: string }[];
}

function toQuestion(plan: LabPlan, { service: name, family }: CompareOptions): Question {
  const service = findService(plan, name);
  const clients = plan.nodes.filter(isClient);
  if (clients.length === 0) throw new LabError('usage', `the lab ${plan.name} has no clients to ask from`);
  const prefixes = requirePrefixes(service, family);
  const targets = prefixes.flatMap(({ family: version, address }) => [
    { target: { anycast: true } as const, family: version, address },
    ...service.sites.flatMap((site) => {
      const own = ownAddress(plan, site, service.name, version);
      return own === undefined ? [] : [{ target: { site }, family: version, address: own }];
    }),
  ]);
  return { service, clients, targets };
}

/**
 * The address of a site's first server of a service on its LAN, in the prefix that this site alone announces; undefined where its
 * balancer asks servers elsewhere.
 */
function ownAddress(plan: LabPlan, site: string, service: string, family: Family): string | undefined {
  const server = plan.nodes.find(
    (node): node is ServerPlan =>
      node.role === 'server' && node.site === site && node.services.includes(service),
  );
  return server?.interfaces[0]?.addresses.find((one) => one.family === family)?.address;
}

async function askAll(engine: Engine, lab: Lab, question: Question): Promise<readonly Reach[]> {
  const all = await inParallel(question.clients, WIDTH, (client) => ask(engine, lab, question, client.name));
  return all.flat();
}

/** Asks every target from one client, in turn and several times; one that does not run gets no answers. */
async function ask(
  engine: Engine,
  lab: Lab,
  { service, targets }: Question,
  client: string,
): Promise<readonly Reach[]> {
  const container = lab.containers.get(client);
  const samples = container?.running
    ? await runProber(
        engine,
        container.id,
        contextOf(lab.plan, client, targets),
        nameAskedFor(lab.plan, service),
      )
    : [];
  return targets.map(({ target, family, address }) =>
    reachOf(
      { client, family, target },
      samples.filter((sample) => sample.service === address),
    ),
  );
}

/** The prober asks what it is told; here its "services" are the addresses themselves. */
function contextOf(plan: LabPlan, client: string, targets: Question['targets']): ProberContext {
  return {
    client,
    targets: new Map(targets.map(({ address, family }) => [address, { service: address, family }])),
    sites: siteOfServer(plan),
  };
}

async function runProber(
  engine: Engine,
  container: string,
  context: ProberContext,
  name: string,
): Promise<readonly QuerySample[]> {
  const { exitCode, stdout, stderr } = await runProgram(engine, container, context.client, [
    'prober',
    ...[...context.targets.keys()].flatMap((address) => ['--target', `${address}=${name}`]),
    ...['--interval-ms', String(ROUNDS.interval), '--timeout-ms', String(ROUNDS.timeout), '--late-ms', '0'],
    ...['--max-s', String((ROUNDS.count * ROUNDS.interval) / 1000)],
  ]);
  if (exitCode !== 0) {
    throw new EngineError(
      'failed',
      `the prober of ${context.client} ended with ${exitCode}: ${stderr.trim()}`,
    );
  }
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseProberLine(line, context))
    .flatMap((event) => (event.kind === 'query' && !event.sample.late ? [event.sample] : []));
}

/** Crashes a site, waits until anycast has moved its clients or no more can be expected, and brings it back. */
async function fail(ground: Ground, question: Question, site: string): Promise<SingleFailure> {
  const spec = { kind: 'site-crash', target: site } as const;
  requireTarget(ground.lab, spec);
  await applyFault(ground, spec);
  try {
    const lab = await refreshLab(ground.engine, ground.lab);
    const deadline = performance.now() + MOVED;
    for (;;) {
      ground.signal.throwIfAborted();
      const comparison = compareReach(await askAll(ground.engine, lab, question));
      const { clients } = comparison;
      const anycastLost = clients.filter(({ anycast }) => anycast === null).length;
      const unicastLost = clients.filter(({ unicast }) =>
        unicast.some((one) => one.site === site && one.rtt === null),
      ).length;
      if (anycastLost === 0 || performance.now() > deadline) {
        return { site, of: clients.length, unicastLost, anycastLost, comparison };
      }
    }
  } finally {
    const restored = await restoreTarget({ ...ground, signal: AbortSignal.timeout(60_000) }, site);
    requireRestored(ground.lab.name, restored);
  }
}

/** The site that would be chosen if there could be one only: the nearest to most clients. */
function nearestToMost(lab: string, { clients }: Comparison): string {
  const counts = new Map<string, number>();
  for (const { best } of clients) {
    if (best !== null) counts.set(best.site, (counts.get(best.site) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  if (first === undefined)
    throw new LabError('not-ready', 'no site answers any client', `See: anycast-lab status ${lab}`);
  return first[0];
}
