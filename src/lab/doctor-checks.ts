/** From what was found out about a machine to what is good and bad about it. Pure. */

import type { EngineInfo } from '../engine/engine-info.ts';
import type { EngineVersion } from '../engine/engine-version.ts';
import type { KernelFeature, KernelReport } from '../engine/kernel-features.ts';
import type { ListedImage } from './images.ts';

/** `info`: something is missing that something else stands in for; `warn`: labs run, but something is missing or slow; `fail`: no lab can run. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'info' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Compares versions by their leading numbers: `20.10.24+dfsg1` is at least `20.10`. */
export function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const have = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
  for (const [index, number] of wanted.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The oldest Node that package.json allows. */
const NODE = [20, 19];

export function checkNode(version: string): Check {
  return isAtLeast(version, NODE)
    ? { name: 'node', state: 'ok', detail: version }
    : { name: 'node', state: 'fail', detail: version, hint: `Install Node ${NODE.join('.')} or newer.` };
}

/** The oldest engine with which labs have been run: pid namespaces and sysctls as they are used here. */
const DOCKER = [20, 10];

export function checkVersion({ name, version, api }: EngineVersion): Check {
  const detail = `${name === 'podman' ? 'Podman' : 'Docker'} ${version}, API ${api}`;
  if (name === 'docker' && !isAtLeast(version, DOCKER)) {
    return {
      name: 'engine version',
      state: 'fail',
      detail,
      hint: `Install Docker ${DOCKER.join('.')} or newer.`,
    };
  }
  return { name: 'engine version', state: 'ok', detail };
}

/** Architectures that Debian has, and so our images. */
const ARCHITECTURES = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64'];

/** The checks on the engine's machine, its kernel's features apart. */
export function checkMachine(version: EngineVersion, info: EngineInfo): readonly Check[] {
  return [
    info.rootless
      ? {
          name: 'rootless',
          state: 'warn',
          detail: 'the engine runs without root',
          hint: 'If a lab does not come up, try an engine that runs as root.',
        }
      : { name: 'rootless', state: 'ok', detail: 'no, the engine runs as root' },
    info.pidLimits
      ? { name: 'cgroups', state: 'ok', detail: `version ${info.cgroupVersion}` }
      : {
          name: 'cgroups',
          state: 'warn',
          detail: `version ${info.cgroupVersion}, without limits on processes`,
          hint: 'Enable the pids controller: a runaway node could use up the processes of the machine.',
        },
    info.storageDriver === 'vfs'
      ? {
          name: 'storage driver',
          state: 'warn',
          detail: 'vfs, which copies the whole image for every container',
          hint: 'Let the engine use overlay2 (or fuse-overlayfs without root).',
        }
      : { name: 'storage driver', state: 'ok', detail: info.storageDriver },
    ARCHITECTURES.includes(version.architecture)
      ? { name: 'architecture', state: 'ok', detail: version.architecture }
      : {
          name: 'architecture',
          state: 'fail',
          detail: version.architecture,
          hint: 'Debian has no packages for this architecture, so images cannot be built.',
        },
    { name: 'kernel', state: 'ok', detail: `${info.kernel}, ${info.operatingSystem}, ${info.cpus} CPUs` },
  ];
}

const FEATURES: readonly {
  readonly feature: KernelFeature;
  readonly needed: Check['state'];
  readonly hint: string;
}[] = [
  {
    feature: 'bridge',
    needed: 'fail',
    hint: 'Links are bridges: the kernel needs CONFIG_BRIDGE (module bridge).',
  },
  {
    feature: 'veth',
    needed: 'fail',
    hint: 'Nodes are wired with veths: the kernel needs CONFIG_VETH (module veth).',
  },
  {
    feature: 'ipv6',
    needed: 'fail',
    hint: 'Labs have IPv4 and IPv6: start the kernel without ipv6.disable=1.',
  },
  {
    feature: 'netem',
    needed: 'info',
    hint: 'Links with latency or loss run over a delay line in user space instead. CONFIG_NET_SCH_NETEM (module sch_netem).',
  },
  {
    feature: 'tbf',
    needed: 'info',
    hint: 'Links with a rate run over a delay line in user space instead. CONFIG_NET_SCH_TBF (module sch_tbf).',
  },
  {
    feature: 'packet',
    needed: 'warn',
    hint: 'Without packet sockets there is no delay line, and no forensics: CONFIG_PACKET (module af_packet).',
  },
  {
    feature: 'md5',
    needed: 'info',
    hint: 'Needed by links with a password only: the kernel needs CONFIG_TCP_MD5SIG.',
  },
];

/** @param report absent while there is no fabric image to try with */
export function checkKernel(report: KernelReport | undefined): readonly Check[] {
  if (!report) {
    return [
      {
        name: 'kernel features',
        state: 'warn',
        detail: 'not tried: the fabric image is not built yet',
        hint: 'Run "anycast-lab images build", then "anycast-lab doctor" again.',
      },
    ];
  }
  return FEATURES.map(({ feature, needed, hint }): Check => {
    const refusal = report[feature];
    return refusal === undefined
      ? { name: feature, state: 'ok', detail: 'works' }
      : { name: feature, state: needed, detail: refusal, hint };
  });
}

/** What a lab needs, in MB (10^6 bytes). */
export interface MemoryNeed {
  readonly lab: string;
  readonly megabytes: number;
}

/** @param total bytes in the engine's machine */
export function checkMemory(total: number, need: MemoryNeed | undefined): Check {
  const megabytes = Math.round(total / 1e6);
  if (!need) return { name: 'memory', state: 'ok', detail: `${megabytes} MB` };
  const detail = `${need.lab} needs about ${Math.round(need.megabytes)} MB of ${megabytes} MB`;
  return need.megabytes <= megabytes
    ? { name: 'memory', state: 'ok', detail }
    : {
        name: 'memory',
        state: 'warn',
        detail,
        hint: 'Give the engine more memory, or run a smaller topology.',
      };
}

export function checkImages(
  images: readonly ListedImage[],
  hasBase: boolean,
  baseName: string,
): readonly Check[] {
  const missing = images.filter(({ state }) => state === 'missing').map(({ kind }) => kind);
  const stale = images.filter(({ state }) => state === 'stale').length;
  const built: Check =
    missing.length > 0
      ? {
          name: 'images',
          state: 'warn',
          detail: `not built yet: ${missing.join(', ')}`,
          hint: '"anycast-lab up" builds those it needs; "anycast-lab images build" builds all.',
        }
      : { name: 'images', state: 'ok', detail: 'all built' };
  const prunable: readonly Check[] =
    stale > 0
      ? [
          {
            name: 'old images',
            state: 'warn',
            detail: `${stale} of other versions`,
            hint: 'Remove them: anycast-lab images prune',
          },
        ]
      : [];
  const base: Check = hasBase
    ? { name: 'base image', state: 'ok', detail: baseName }
    : {
        name: 'base image',
        state: missing.length > 0 ? 'warn' : 'ok',
        detail: `${baseName} is not on the engine`,
        ...(missing.length > 0
          ? {
              hint: 'It is pulled when images are built; where no registry answers, that needs root and debootstrap.',
            }
          : {}),
      };
  return [built, ...prunable, base];
}

/** The containers of one lab, as far as it matters here. */
export interface LabContainer {
  readonly lab: string;
  readonly role: string;
  readonly running: boolean;
}

/** A lab without a running fabric is what a crash left behind. */
export function checkLeftovers(containers: readonly LabContainer[]): Check {
  const labs = [...new Set(containers.map(({ lab }) => lab))].toSorted();
  const alive = new Set(containers.filter((c) => c.role === 'fabric' && c.running).map(({ lab }) => lab));
  const left = labs.filter((lab) => !alive.has(lab));
  if (left.length > 0) {
    return {
      name: 'leftovers',
      state: 'warn',
      detail: `containers of labs that are not up: ${left.join(', ')}`,
      hint: left.map((lab) => `anycast-lab down ${lab}`).join('; '),
    };
  }
  return {
    name: 'leftovers',
    state: 'ok',
    detail: labs.length === 0 ? 'none' : `none; up: ${labs.join(', ')}`,
  };
}
