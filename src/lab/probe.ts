/** Which site answers which client: dig at every client, and what the topology says it should be. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import {
  type CatchmentEntry,
  type CatchmentMismatch,
  catchmentOf,
  catchmentQueries,
  checkCatchment,
  isGood,
  type ProbeReplies,
} from '../measure/catchment.ts';
import { digArguments, parseDig, type Transport } from '../measure/dig.ts';
import { parseProberLine, proberContext, type QuerySample } from '../measure/samples.ts';
import { expectedAnswers } from '../plan/expected-answers.ts';
import type { LabPlan, ServicePlan } from '../plan/lab-plan.ts';
import { servicesOverTls } from '../plan/over-tls.ts';
import { isClient, siteOfServer } from '../plan/roles.ts';
import { nameAskedFor } from '../plan/zones.ts';
import { MULTIPATH } from '../topology/topology.ts';
import { type Lab, openLab } from './find-lab.ts';
import { inParallel } from './in-parallel.ts';
import { LabError } from './lab-error.ts';
import { proberCommand } from './probers.ts';
import { type AnswerValidation, validateAnswers } from './validate-answers.ts';

/** How many clients at once; dig waits more than it computes. */
const WIDTH = 8;

/** How a client finds out among whom routers share its queries: by some of them two ms apart, each from a port of its own; all in ms. */
const SPREAD = { interval: 2, timeout: 2000, late: 0 };

/** How probable it may be that one of the sharers is missed. */
const MISSED = 1e-9;

export interface ProbeResult {
  readonly lab: string;
  readonly transport: Transport;
  readonly services: readonly ServicePlan[];
  readonly entries: readonly CatchmentEntry[];
  /** Whether each answer validates. Absent: that was not asked. */
  readonly dnssec?: readonly AnswerValidation[];
  /** What the topology expects and does not find. */
  readonly mismatches: readonly CatchmentMismatch[];
  /** Every client has a clear answer from a known site at every address, and every expectation holds. */
  readonly good: boolean;
}

export interface ProbeOptions {
  /** Absent: UDP. */
  readonly transport?: Transport;
  /** Validate what signed zones are answered with, too. */
  readonly dnssec?: boolean;
}

/**
 * Asks every service address from every client, and each server that answers for its name; and a client whose queries routers may
 * share among several sites or servers, who those are. Over TCP each query has one connection, and whoever answers it is taken. Over TLS
 * it asks for those services alone that somebody answers for so.
 * @throws LabError `usage` where the lab has no client, or no signed zone or nobody with TLS where these are asked about
 */
export async function probe(
  engine: Engine,
  labName: string | undefined,
  { transport = 'udp', dnssec = false }: ProbeOptions = {},
): Promise<ProbeResult> {
  const lab = await openLab(engine, labName);
  const services = transport === 'tls' ? servicesOverTls(lab.plan) : lab.plan.services;
  if (transport === 'tls' && services.length === 0) {
    throw new LabError(
      'usage',
      `nobody in ${lab.name} answers over TLS`,
      'Write servers: { tls: true } or balancer: { tls: true } for a site, or tls: true for a service with role: resolver.',
    );
  }
  const entries = await probeLab(engine, lab, transport, services);
  const mismatches = checkCatchment(entries, expectedAnswers(lab.plan.expectedCatchment, services));
  const validated = dnssec ? await validateAnswers(engine, lab, entries) : undefined;
  const good =
    mismatches.length === 0 &&
    entries.every((entry) => isGood(lab.plan, entry)) &&
    (validated ?? []).every(({ valid }) => valid);
  const answers = validated === undefined ? {} : { dnssec: validated };
  return { lab: lab.name, transport, services, entries, ...answers, mismatches, good };
}

/**
 * The catchments of a lab that is open.
 * @throws as `probe`
 */
export async function probeLab(
  engine: Engine,
  lab: Lab,
  transport: Transport = 'udp',
  services: readonly ServicePlan[] = lab.plan.services,
): Promise<readonly CatchmentEntry[]> {
  const clients = lab.plan.nodes.filter(isClient).map((client) => client.name);
  if (clients.length === 0) throw new LabError('usage', `the lab ${lab.name} has no clients to probe from`);
  const replies = await inParallel(clients, WIDTH, (client) =>
    askAll(engine, lab, client, transport, services),
  );
  return catchmentOf(replies.flat(), siteOfServer(lab.plan));
}

async function askAll(
  engine: Engine,
  lab: Lab,
  client: string,
  transport: Transport,
  services: readonly ServicePlan[],
): Promise<readonly ProbeReplies[]> {
  const targets = services.flatMap((service) =>
    service.prefixes.map(({ family, address }) => ({
      client,
      service: service.name,
      family,
      queries: catchmentQueries(address, nameAskedFor(lab.plan, service)),
    })),
  );
  const container = lab.containers.get(client);
  if (!container?.running) {
    const reason = 'the client is not running';
    return targets.map(({ queries, ...target }) => ({
      ...target,
      replies: queries.map(() => ({ answered: false, reason })),
    }));
  }
  const queries = targets.flatMap((target) => target.queries);
  const dig = await runProgram(engine, container.id, client, ['dig', ...digArguments(queries, transport)]);
  const replies = parseDig(dig.stdout, queries);
  const starts = targets.map((_, index) =>
    targets.slice(0, index).reduce((sum, t) => sum + t.queries.length, 0),
  );
  const probes = targets.map(({ queries: own, ...target }, index): ProbeReplies => {
    const start = starts[index] ?? 0;
    return { ...target, replies: replies.slice(start, start + own.length) };
  });
  if (transport !== 'udp' || !probes.some((probe) => isShared(lab.plan, probe))) return probes;
  const samples = await askOften(engine, lab, container.id, client);
  return probes.map((probe) => {
    const own = samples.filter(({ service, family }) => service === probe.service && family === probe.family);
    return isShared(lab.plan, probe)
      ? {
          ...probe,
          spread: own.flatMap(({ server, receivedAt }) => (receivedAt === null ? [null] : (server ?? []))),
        }
      : probe;
  });
}

/** Whether routers may share a client's queries among several servers; one that did not answer the first may be any of them. */
function isShared(plan: LabPlan, { service, replies: [first] }: ProbeReplies): boolean {
  if (plan.bestpath === MULTIPATH) return true;
  const sites = siteOfServer(plan, service);
  const answering = first?.answered ? sites.get(first.server ?? '') : undefined;
  const possible = [...sites.values()].filter((site) => answering === undefined || site === answering);
  return new Set(possible).size < possible.length;
}

/** How many queries it takes to miss none of so many servers, where the smallest share is half of an even one. */
function spreadOver(servers: number): number {
  return Math.ceil(Math.log(MISSED) / Math.log(1 - 1 / Math.max(2, 2 * (servers - 1))));
}

/** Queries by the prober: one that is not answered holds up none of the others, as it would with dig. */
async function askOften(
  engine: Engine,
  lab: Lab,
  container: string,
  client: string,
): Promise<readonly QuerySample[]> {
  const count = spreadOver(siteOfServer(lab.plan).size);
  const { exitCode, stdout, stderr } = await runProgram(
    engine,
    container,
    client,
    proberCommand(lab, { ...SPREAD, longest: ((count - 1) * SPREAD.interval) / 1000 }),
  );
  if (exitCode !== 0) throw new LabError('not-ready', `the prober at ${client} failed: ${stderr.trim()}`);
  const context = proberContext(lab.plan, client);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => parseProberLine(line, context))
    .flatMap((event) => (event.kind === 'query' ? [event.sample] : []));
}
