/** Removing labs: whatever carries their label, in whatever state, without the topology. */
import type { Engine } from '../engine/connect.ts';
import { type ContainerSummary, listContainers, removeContainer } from '../engine/containers.ts';
import { isLabName } from '../topology/names.ts';
import { chooseLab, labMeant } from './find-lab.ts';
import { inParallel } from './in-parallel.ts';
import { killAtOnce } from './kill-at-once.ts';
import { LabError } from './lab-error.ts';
import type { OnProgress } from './progress.ts';

/** How many removals at once; more only make each of them slower (see bench). */
const WIDTH = 8;

export interface DownResult {
  readonly labs: readonly string[];
  readonly containers: number;
  readonly seconds: number;
}

/**
 * Removes one lab, or all.
 * Removes nothing where there is none, so that it can be repeated.
 * @param what a lab's name, `undefined` for that of ANYCAST_LAB or the only one, or `all`
 * @throws LabError `several-labs` where one has to be named; `usage` where the name cannot be a lab's
 */
export async function down(
  engine: Engine,
  what: string | undefined | { readonly all: true },
  onProgress: OnProgress,
): Promise<DownResult> {
  const started = performance.now();
  const which = typeof what === 'object' ? what : labMeant(what);
  if (typeof which === 'string' && !isLabName(which)) {
    throw new LabError('usage', `${JSON.stringify(which)} cannot be a lab's name`);
  }
  const found = await listContainers(engine, typeof which === 'string' ? which : undefined);
  const lab = found.length === 0 || typeof which === 'object' ? undefined : await chooseLab(engine, which);
  const containers = found.filter((container) => lab === undefined || container.lab === lab);
  await removeContainers(engine, containers, onProgress);
  return {
    labs: [...new Set(containers.map((container) => container.lab))],
    containers: containers.length,
    seconds: (performance.now() - started) / 1000,
  };
}

/**
 * Removes containers; the fabrics last, since a lab's name is free again when its fabric is gone. One that cannot be removed
 * does not keep the others.
 */
export async function removeContainers(
  engine: Engine,
  containers: readonly ContainerSummary[],
  onProgress: OnProgress,
): Promise<void> {
  const labs = [...new Set(containers.map((container) => container.lab))];
  await Promise.all(
    labs.map((lab) =>
      killAtOnce(
        engine,
        containers.filter((c) => c.lab === lab),
      ),
    ),
  );
  let done = 0;
  const remove = async (container: ContainerSummary): Promise<void> => {
    await removeContainer(engine, container.id, container.node || `the fabric of ${container.lab}`);
    onProgress({ kind: 'containers', doing: 'remove', done: ++done, of: containers.length });
  };
  await inParallel(
    containers.filter((c) => c.role !== 'fabric'),
    WIDTH,
    remove,
    true,
  );
  await inParallel(
    containers.filter((c) => c.role === 'fabric'),
    WIDTH,
    remove,
    true,
  );
}
