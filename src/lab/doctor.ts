/** What `anycast-lab doctor` does: finds out whether this machine can run labs, and what is in the way. */
import { BASE_IMAGE } from '../engine/base-image.ts';
import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { readEngineInfo } from '../engine/engine-info.ts';
import { readEngineVersion } from '../engine/engine-version.ts';
import { type ImageSource, PACKAGE_IMAGES } from '../engine/image-folder.ts';
import { findImage } from '../engine/image-store.ts';
import { type KernelReport, probeKernel } from '../engine/kernel-features.ts';
import type { ContainerRole } from '../engine/labels.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import {
  type Check,
  checkImages,
  checkKernel,
  checkLeftovers,
  checkMachine,
  checkMemory,
  checkNode,
  checkVersion,
  type MemoryNeed,
} from './doctor-checks.ts';
import { type ListedImage, listImages } from './images.ts';

export type { Check } from './doctor-checks.ts';

/** MB (10^6 bytes) that a container of a role adds to what the machine uses, daemons and all. */
export type MemoryFigures = Readonly<Record<ContainerRole, number>>;

export interface DiagnoseOptions {
  readonly connect: () => Promise<Engine>;
  /** `process.versions.node`. */
  readonly nodeVersion: string;
  readonly memory: MemoryFigures;
  /** The lab whose memory is asked about. */
  readonly plan?: LabPlan;
  readonly source?: ImageSource;
}

/** What a lab needs: its nodes and its fabric. */
export function memoryNeeded(plan: LabPlan, figures: MemoryFigures): MemoryNeed {
  const nodes = plan.nodes.reduce((sum, { role }) => sum + figures[role], 0);
  return { lab: plan.name, megabytes: nodes + figures.fabric };
}

/**
 * Checks everything that can be checked; where no engine answers, that is the last check. Changes
 * nothing: the kernel is tried in a container that is removed again.
 */
export async function diagnose(options: DiagnoseOptions): Promise<readonly Check[]> {
  const node = checkNode(options.nodeVersion);
  let engine: Engine;
  try {
    engine = await options.connect();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [node, engineFailure(error)];
  }
  const source = options.source ?? PACKAGE_IMAGES;
  const [info, version, images, base, containers] = await Promise.all([
    readEngineInfo(engine),
    readEngineVersion(engine),
    listImages(engine, source),
    findImage(engine, BASE_IMAGE),
    listContainers(engine),
  ]);
  const { plan } = options;
  return [
    node,
    { name: 'engine', state: 'ok', detail: `${engine.endpoint} (${engine.source})` },
    checkVersion(version),
    ...checkMachine(version, info),
    ...checkKernel(await kernelReport(engine, images)),
    checkMemory(info.memory, plan && memoryNeeded(plan, options.memory)),
    ...checkImages(images, base !== undefined, BASE_IMAGE),
    checkLeftovers(containers),
  ];
}

function engineFailure({ message, hint }: EngineError): Check {
  return { name: 'engine', state: 'fail', detail: message, ...(hint === undefined ? {} : { hint }) };
}

/** Any fabric image will do, one of another version too. */
async function kernelReport(
  engine: Engine,
  images: readonly ListedImage[],
): Promise<KernelReport | undefined> {
  const fabric = images.find(({ kind, state }) => kind === 'fabric' && state !== 'missing');
  return fabric && probeKernel(engine, fabric.tag);
}
