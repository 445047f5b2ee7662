/** The engine as the tests look at it: by itself, beside what the program says of it. */
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { extract, pack } from 'tar-stream';
import { connectEngine, type Engine } from '../../../src/engine/connect.ts';

let connection: Promise<Engine> | undefined;

/** The engine that the program finds too, as the program speaks to it. */
export function connectedEngine(): Promise<Engine> {
  connection ??= connectEngine();
  return connection;
}

/** The same as its API has it. */
export async function engine(): Promise<Docker> {
  return (await connectedEngine()).docker;
}

/** The containers of a lab, in whatever state: names by id, sorted by name. */
async function listContainers(
  lab: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const filters = { label: [`anycast-lab.lab=${lab}`] };
  const found = await (await engine()).listContainers({ all: true, filters });
  return found
    .map(({ Id, Names }) => ({ id: Id, name: (Names[0] ?? '').replace(/^\//, '') }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of a lab's containers, in whatever state, sorted. */
export async function containersOf(lab: string): Promise<readonly string[]> {
  return (await listContainers(lab)).map(({ name }) => name);
}

/** Ids of a lab's containers, in the order of their names. */
export async function containerIdsOf(lab: string): Promise<readonly string[]> {
  return (await listContainers(lab)).map(({ id }) => id);
}

/** All that the engine knows of each container of a lab. */
export async function inspectContainersOf(lab: string): Promise<readonly ContainerInspectInfo[]> {
  const docker = await engine();
  const ids = await containerIdsOf(lab);
  return Promise.all(ids.map((id) => docker.getContainer(id).inspect()));
}

/** Kills a node's container, as when it crashes. */
export async function killNode(lab: string, node: string): Promise<void> {
  await (await engine()).getContainer(`anycast-lab.${lab}.${node}`).kill();
}

/** Puts a text file into a running node. */
export async function putFile(lab: string, node: string, path: string, text: string): Promise<void> {
  const archive = pack();
  archive.entry({ name: basename(path), mode: 0o644 }, text);
  archive.finalize();
  const container = (await engine()).getContainer(`anycast-lab.${lab}.${node}`);
  await container.putArchive(Readable.from(archive), { path: dirname(path) });
}

/** Reads a file of a node, byte for byte. */
export async function readFile(lab: string, node: string, path: string): Promise<Buffer> {
  const container = (await engine()).getContainer(`anycast-lab.${lab}.${node}`);
  const entries = extract();
  Readable.from(await container.getArchive({ path })).pipe(entries);
  for await (const entry of entries) {
    // Read before the loop is left, which ends the stream.
    const content = await buffer(entry);
    return content;
  }
  throw new Error(`${node} has no ${path}`);
}
