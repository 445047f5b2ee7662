/** A lab's containers: made, started, found by their labels, removed. One engine operation a function. */
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';
import { type ContainerRole, containerName, LABELS } from './labels.ts';
import { PRIVILEGES } from './privileges.ts';
import { VERSION } from './version.ts';

export interface ContainerSpec {
  readonly lab: string;
  /** Absent for the lab's fabric. */
  readonly node?: string;
  readonly role: ContainerRole;
  readonly image: string;
  /** Hash of the topology the lab was made from. */
  readonly topology: string;
  /** Fabric only: how many nodes the lab has when it is whole. */
  readonly size?: number;
  /** Kernel settings of its network, beside those of its role or in their place. Absent: none. */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** What it runs in place of its image's own program. */
  readonly command?: readonly string[];
}

export interface ContainerSummary {
  readonly id: string;
  readonly lab: string;
  /** Empty for the lab's fabric. */
  readonly node: string;
  readonly role: ContainerRole;
  readonly topology: string;
  readonly version: string;
  readonly image: string;
  readonly running: boolean;
  /** How many nodes the lab has when it is whole; 0 on all but its fabric. */
  readonly size: number;
  /** In words, as the engine has it: `Up 3 minutes`. */
  readonly state: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/**
 * Creates a container without any network; the fabric gives it its interfaces and its files.
 * @returns its id
 * @throws EngineError `conflict` where the name is taken
 */
export async function createContainer(engine: Engine, spec: ContainerSpec): Promise<string> {
  const name = containerName(spec.lab, spec.node);
  const privileges = PRIVILEGES[spec.role];
  try {
    const container = await engine.docker.createContainer({
      name,
      Image: spec.image,
      Hostname: spec.node ?? 'fabric',
      // Not even the engine's own empty one: see docs/adr/0027-the-engine-makes-no-network.md.
      NetworkDisabled: true,
      ...(spec.command ? { Cmd: [...spec.command] } : {}),
      Labels: {
        [LABELS.lab]: spec.lab,
        [LABELS.node]: spec.node ?? '',
        [LABELS.role]: spec.role,
        [LABELS.topology]: spec.topology,
        [LABELS.version]: VERSION,
        ...(spec.size === undefined ? {} : { [LABELS.size]: String(spec.size) }),
      },
      HostConfig: {
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        CapAdd: [...privileges.capabilities],
        // Labelled apart on SELinux hosts, the fabric could not reach into the nodes; elsewhere this says nothing.
        SecurityOpt: ['no-new-privileges', ...(spec.role === 'fabric' ? ['label=disable'] : [])],
        Sysctls: { ...privileges.sysctls, ...spec.sysctls },
        PidsLimit: privileges.pids,
        RestartPolicy: { Name: 'no' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } },
        ...('groups' in privileges ? { GroupAdd: [...privileges.groups] } : {}),
        ...('hostProcesses' in privileges ? { PidMode: 'host' } : {}),
      },
    });
    return container.id;
  } catch (error) {
    throw toEngineError(error, `create the container ${name}`);
  }
}

/** Starts a created container. */
export async function startContainer(engine: Engine, id: string, name: string): Promise<void> {
  try {
    await engine.docker.getContainer(id).start();
  } catch (error) {
    throw toEngineError(error, `start ${name}`);
  }
}

/** How often an engine gives out processor time, in µs; at most a second, at least a millisecond is given (cpu.cfs_period_us). */
const PERIOD = 100_000;

/** Gives a container no more than a share of one processor from now on. */
export async function limitProcessor(engine: Engine, id: string, name: string, share: number): Promise<void> {
  try {
    await engine.docker.getContainer(id).update({ CpuPeriod: PERIOD, CpuQuota: Math.round(share * PERIOD) });
  } catch (error) {
    throw toEngineError(error, `limit the processor time of ${name}`);
  }
}

/** The number of a running container's first process, as the engine's kernel counts; 0 when it does not run. */
export async function containerPid(engine: Engine, id: string, name: string): Promise<number> {
  try {
    return (await engine.docker.getContainer(id).inspect()).State.Pid;
  } catch (error) {
    throw toEngineError(error, `look at ${name}`);
  }
}

/** Whether a program that was started in a container beside its own still runs there. */
export async function hasRunningExec(engine: Engine, id: string, name: string): Promise<boolean> {
  try {
    const { ExecIDs } = await engine.docker.getContainer(id).inspect();
    const execs = await Promise.all((ExecIDs ?? []).map((exec) => engine.docker.getExec(exec).inspect()));
    return execs.some(({ Running }) => Running);
  } catch (error) {
    const failure = toEngineError(error, `look at ${name}`);
    // It ended, or went, while it was looked at.
    if (failure.code === 'not-found') return false;
    throw failure;
  }
}

/** Removes a container whatever it is doing, and its anonymous volumes. One that is gone, or going, is fine. */
export async function removeContainer(engine: Engine, id: string, name: string): Promise<void> {
  try {
    await engine.docker.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    const failure = toEngineError(error, `remove ${name}`);
    const beingRemoved = failure.code === 'conflict' && /already in progress/.test(failure.message);
    if (failure.code !== 'not-found' && !beingRemoved) throw failure;
  }
}

/** The containers of one lab, or of all labs, whatever state they are in, or those of one role; sorted by lab and node. */
export async function listContainers(
  engine: Engine,
  lab?: string,
  role?: ContainerRole,
): Promise<readonly ContainerSummary[]> {
  const labels = [
    lab === undefined ? LABELS.lab : `${LABELS.lab}=${lab}`,
    ...(role === undefined ? [] : [`${LABELS.role}=${role}`]),
  ];
  try {
    const found = await engine.docker.listContainers({ all: true, filters: { label: labels } });
    const summaries = found.map((container) => ({
      id: container.Id,
      lab: container.Labels[LABELS.lab] ?? '',
      node: container.Labels[LABELS.node] ?? '',
      role: (container.Labels[LABELS.role] ?? 'client') as ContainerRole,
      topology: container.Labels[LABELS.topology] ?? '',
      version: container.Labels[LABELS.version] ?? '',
      image: container.Image,
      running: container.State === 'running',
      size: Number(container.Labels[LABELS.size] ?? 0),
      state: container.Status,
      createdAt: container.Created,
    }));
    const key = (c: ContainerSummary): string => `${c.lab}\0${c.node}`;
    return summaries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  } catch (error) {
    throw toEngineError(error, 'list the containers');
  }
}
