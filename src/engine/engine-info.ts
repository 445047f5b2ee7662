/** What the engine tells about itself and the machine it runs on. */
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';

export interface EngineInfo {
  readonly rootless: boolean;
  /** Containers' root is another user outside (userns-remap, or rootless). */
  readonly mapsUsers: boolean;
  readonly cgroupVersion: string;
  /** Whether a container's number of processes can be limited. */
  readonly pidLimits: boolean;
  readonly storageDriver: string;
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly cpus: number;
  /** Its kernel hands frames on bridges to the packet filter (br_netfilter). Engines since 28 do not say. */
  readonly filtersBridges: boolean;
  /** Bytes in the machine, which is a VM with Docker Desktop. */
  readonly memory: number;
}

/** The parts of the Docker Engine API's SystemInfo that are read here. */
interface SystemInfo {
  readonly SecurityOptions?: readonly string[] | null;
  readonly CgroupVersion?: string;
  readonly PidsLimit?: boolean;
  readonly Driver?: string;
  readonly OperatingSystem?: string;
  readonly KernelVersion?: string;
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly BridgeNfIptables?: boolean;
  readonly BridgeNfIp6tables?: boolean;
}

export async function readEngineInfo(engine: Engine): Promise<EngineInfo> {
  let info: SystemInfo;
  try {
    info = await engine.docker.info();
  } catch (error) {
    throw toEngineError(error, 'ask the engine about itself');
  }
  const security = (info.SecurityOptions ?? []).join(' ');
  return {
    rootless: security.includes('rootless'),
    mapsUsers: /rootless|userns/.test(security),
    // Engines older than 20.10 do not say; they know version 1 only.
    cgroupVersion: info.CgroupVersion ?? '1',
    pidLimits: info.PidsLimit ?? false,
    storageDriver: info.Driver ?? 'unknown',
    operatingSystem: info.OperatingSystem ?? 'unknown',
    kernel: info.KernelVersion ?? 'unknown',
    cpus: info.NCPU ?? 0,
    filtersBridges: (info.BridgeNfIptables ?? false) || (info.BridgeNfIp6tables ?? false),
    memory: info.MemTotal ?? 0,
  };
}
