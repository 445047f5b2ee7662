/** Starting a lab, and not returning before it has converged. */

import type { ReadinessFailure, Rung } from '../engine/agent-messages.ts';
import { unfilteredBridges } from '../engine/bridge-filter.ts';
import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { ImageKind } from '../engine/image-folder.ts';
import { ensureImages } from '../engine/images.ts';
import { probeKernel } from '../engine/kernel-features.ts';
import { hashPlan } from '../plan/hash-plan.ts';
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { awaitRequest, type StartedNode } from './agent-requests.ts';
import type { TopologySource } from './check-frr-lines.ts';
import { checkZones } from './check-zones.ts';
import { removeContainers } from './down.ts';
import { examineExisting } from './existing-lab.ts';
import { PLAN_FILE, TOPOLOGY_FILE } from './find-lab.ts';
import { type ImpairedLinks, impairLinks } from './impairments.ts';
import { LabError } from './lab-error.ts';
import { limitServers } from './limit-servers.ts';
import { PhaseClock, type PhaseTime } from './phase-clock.ts';
import type { OnProgress } from './progress.ts';
import { imageOf, startFabric, startNodes } from './start-nodes.ts';

/** The YAML is kept with the lab. */
export interface UpOptions extends TopologySource {
  /** Seconds for all but the building of images. */
  readonly timeout: number;
  /** Leave what was made when it fails. */
  readonly keep: boolean;
  /** Replace a lab of that name that was made from something else. */
  readonly reconfigure: boolean;
  /** Let links be plain cables, whatever the topology says of latency, loss and rate. */
  readonly ignoreImpairments: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface UpResult {
  readonly lab: string;
  /** False where the lab was up already, as it should be. */
  readonly changed: boolean;
  /** Levers that were pulled in it since, and are in force; none but of a lab that was up already. */
  readonly levers: readonly string[];
  readonly nodes: Readonly<Record<NodePlan['role'], number>>;
  readonly links: number;
  readonly sessions: number;
  /** Absent: the lab was up already. */
  readonly impaired?: ImpairedLinks;
  readonly phases: readonly PhaseTime[];
  readonly seconds: number;
}

/**
 * Starts a lab. It has converged when this returns: the daemons answer, every session is Established, every client's
 * router and every site has its service prefixes in its kernel, every client has had an answer from every service
 * address, every server that somebody checks is in, or out for what it answers, and no router changes its best paths any more.
 * @throws LabError `usage` where a lab of that name is there and differs or is incomplete, FRR does not take a line of the topology, or a server a zone file; `busy` where another process
 *   is starting it; `not-ready` at the deadline;
 *   `interrupted` by the signal. EngineError otherwise. What was made is removed again, unless `keep`.
 */
export async function up(engine: Engine, plan: LabPlan, options: UpOptions): Promise<UpResult> {
  const { onProgress, signal } = options;
  const clock = new PhaseClock(onProgress);
  const existing = await examineExisting(engine, plan);
  if (existing.state === 'same') return { ...summary(plan, false, clock), levers: existing.levers };
  if (existing.state === 'different' && !options.reconfigure) throw existing.refusal;

  let locked = false;
  try {
    clock.enter('images');
    const kinds = [...new Set<ImageKind>(['fabric', ...plan.nodes.map(imageOf)])];
    const [images, sysctls] = await Promise.all([
      ensureImages(engine, kinds, (event) => onProgress({ kind: 'image', event }), signal),
      unfilteredBridges(engine),
    ]);
    await checkZones(engine, plan, images, options);
    // Not before the images are there: a build that fails leaves the lab that was.
    if (existing.state === 'different') await removeContainers(engine, existing.containers, onProgress);

    if (plan.nodes.some(hasPassword)) await requireMd5(engine, images.get('fabric'));

    clock.enter('containers');
    const deadline = performance.now() + options.timeout * 1000;
    const start = {
      images,
      sysctls,
      topology: hashPlan(plan),
      from: options,
      signal,
      onProgress,
      deadline,
      onLocked: () => {
        locked = true;
      },
    };
    const { agent, id: fabric } = await startFabric(engine, plan, start);
    let impaired: ImpairedLinks;
    try {
      impaired = await impairLinks(engine, plan, agent, { fabric, ignore: options.ignoreImpairments });
      const nodes = await startNodes(engine, plan, agent, start);
      await converge(agent, plan, nodes, { deadline, timeout: options.timeout, clock });
      await limitServers(engine, plan);
      await agent.ask('store', {
        files: { [TOPOLOGY_FILE]: options.source, [PLAN_FILE]: JSON.stringify(plan) },
      });
      await agent.close();
    } catch (error) {
      // It may be busy for long yet, and engines leave its streams open even when its container is gone.
      agent.abandon();
      throw error;
    }
    return { ...summary(plan, true, clock), impaired };
  } catch (error) {
    const reason = signal.aborted ? new LabError('interrupted', 'interrupted') : error;
    if (locked && !options.keep) await removeRemains(engine, plan.name, onProgress);
    throw reason;
  }
}

function hasPassword(node: NodePlan): boolean {
  return isRouter(node) && node.neighbors.some(({ password }) => password !== undefined);
}

/** Without it FRR would let the sessions come up unprotected, and only say so in its log. */
async function requireMd5(engine: Engine, image: string | undefined): Promise<void> {
  const { md5 } = image === undefined ? { md5: 'not tried' } : await probeKernel(engine, image);
  if (md5 === undefined) return;
  throw new LabError(
    'not-ready',
    `the kernel has no TCP MD5 option for the passwords of the topology's links: ${md5}`,
    'Leave the passwords out, or use a kernel with CONFIG_TCP_MD5SIG.',
  );
}

interface ConvergeOptions {
  /** On performance.now()'s clock. */
  readonly deadline: number;
  readonly timeout: number;
  readonly clock: PhaseClock;
}

const NEXT_RUNG: Readonly<Record<Rung, Rung | undefined>> = {
  daemons: 'sessions',
  sessions: 'routes',
  routes: 'answers',
  answers: 'stable',
  stable: undefined,
};

async function converge(
  agent: FabricAgent,
  plan: LabPlan,
  nodes: readonly StartedNode[],
  options: ConvergeOptions,
): Promise<void> {
  options.clock.enter('daemons');
  const processes = nodes.map((node) => ({ name: node.plan.name, pid: node.pid }));
  const timeout = Math.max(0, (options.deadline - performance.now()) / 1000);
  const readiness = await agent.ask('await', { ...awaitRequest(plan, processes), timeout }, ({ rung }) => {
    const next = NEXT_RUNG[rung];
    if (next) options.clock.enter(next);
  });
  if (!readiness.ready) throw notReady(plan.name, readiness.failures, options.timeout);
}

function notReady(lab: string, failures: readonly ReadinessFailure[], timeout: number): LabError {
  const lines = failures.slice(0, 10).map(({ rung, node, seen }) => `  ${rung} at ${node}: ${seen}`);
  const more = failures.length > 10 ? [`  and ${failures.length - 10} more`] : [];
  return new LabError(
    'not-ready',
    [`the lab ${lab} did not converge within ${timeout} s; what was seen last:`, ...lines, ...more].join(
      '\n',
    ),
    'Give it longer with --timeout, or look inside with --keep, then: anycast-lab logs NODE',
  );
}

async function removeRemains(engine: Engine, lab: string, onProgress: OnProgress): Promise<void> {
  try {
    await removeContainers(engine, await listContainers(engine, lab), onProgress);
  } catch {
    // Why `up` failed is worth more to the user than that this failed too.
    onProgress({ kind: 'note', text: `could not remove what was made; later: anycast-lab down ${lab}` });
  }
}

function summary(plan: LabPlan, changed: boolean, clock: PhaseClock): UpResult {
  const nodes = { edge: 0, router: 0, balancer: 0, server: 0, client: 0, primary: 0 };
  for (const node of plan.nodes) nodes[node.role]++;
  return {
    lab: plan.name,
    changed,
    levers: [],
    nodes,
    links: plan.links.length,
    sessions: plan.sessions.length,
    phases: clock.phases(),
    seconds: clock.seconds(),
  };
}
