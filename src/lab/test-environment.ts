/** What a lab's figures depend on besides its topology. */
import type { Engine } from '../engine/connect.ts';
import { readEngineInfo } from '../engine/engine-info.ts';
import { readEngineVersion } from '../engine/engine-version.ts';
import { runProgram } from '../engine/exec.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { VERSION } from '../engine/version.ts';
import { isRouter } from '../plan/roles.ts';
import type { TestEnvironment } from '../scenario/outcome.ts';
import type { ServerKind } from '../topology/topology.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { linkConditions } from './impairments.ts';
import { imageOf } from './start-nodes.ts';

const VERSION_COMMANDS: Readonly<Record<ServerKind, readonly string[]>> = {
  nsd: ['nsd', '-v'],
  bind: ['named', '-v'],
  knot: ['knotd', '--version'],
  unbound: ['unbound', '-V'],
};

/** Reads the environment of a lab that is up; of the engine alone where there is no lab. */
export async function readTestEnvironment(engine: Engine, lab: Lab | undefined): Promise<TestEnvironment> {
  const { kernel, cpus } = await readEngineInfo(engine);
  const { name, version } = await readEngineVersion(engine);
  const host = { tool: VERSION, engine: { name, version }, kernel, cpus };
  if (lab === undefined) return { ...host, images: {}, frr: null, servers: {} };
  const images = lab.plan.nodes.flatMap((node) => {
    const container = lab.containers.get(node.name);
    return container === undefined ? [] : [[imageOf(node), container.image] as const];
  });
  return {
    ...host,
    images: Object.fromEntries([...images, ['fabric', lab.fabric.image]]),
    ...(await askAgent(engine, lab)),
    servers: await serverVersions(engine, lab),
  };
}

/** What the lab's fabric knows: a router's version of FRR, and what links are like. */
async function askAgent(engine: Engine, lab: Lab): Promise<Pick<TestEnvironment, 'frr' | 'links'>> {
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const links = linkConditions(lab.plan, await agent.ask('impairments', {}));
    const frr = await frrVersion(engine, lab, agent);
    return { frr, ...(links.length === 0 ? {} : { links }) };
  } finally {
    await agent.close();
  }
}

async function frrVersion(engine: Engine, lab: Lab, agent: FabricAgent): Promise<string | null> {
  const [process] = await nodeProcesses(engine, lab, lab.plan.nodes.filter(isRouter).slice(0, 1));
  if (process === undefined) return null;
  const [state] = await agent.ask('look', { routers: [{ ...process, prefixes: [] }] });
  return state === undefined || 'error' in state ? null : state.version;
}

async function serverVersions(engine: Engine, lab: Lab): Promise<Readonly<Record<string, string>>> {
  const first = new Map<ServerKind, string>();
  for (const node of lab.plan.nodes) {
    if (node.role === 'server' && !first.has(node.kind)) first.set(node.kind, node.name);
  }
  const versions: Record<string, string> = {};
  for (const [kind, node] of first) {
    const container = lab.containers.get(node);
    if (!container?.running) continue;
    const { stdout, stderr } = await runProgram(engine, container.id, node, [...VERSION_COMMANDS[kind]]);
    const [version] = /\d+(\.\d+)+[\w.+~-]*/.exec(`${stdout}${stderr}`) ?? [];
    if (version !== undefined) versions[kind] = version;
  }
  return versions;
}
