import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/connect.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { EngineInfo } from '../../src/engine/engine-info.ts';
import { readKernelReport } from '../../src/engine/kernel-features.ts';
import { diagnose, memoryNeeded } from '../../src/lab/doctor.ts';
import {
  type Check,
  checkImages,
  checkKernel,
  checkLeftovers,
  checkMachine,
  checkMemory,
  checkNode,
  checkVersion,
  isAtLeast,
} from '../../src/lab/doctor-checks.ts';
import type { ListedImage } from '../../src/lab/images.ts';
import type { LabPlan, NodePlan } from '../../src/plan/lab-plan.ts';

const docker = { name: 'docker', version: '27.1.0', api: '1.46', architecture: 'amd64' } as const;
const info: EngineInfo = {
  rootless: false,
  cgroupVersion: '2',
  pidLimits: true,
  storageDriver: 'overlay2',
  operatingSystem: 'Debian GNU/Linux 13 (trixie)',
  kernel: '6.12.0',
  cpus: 2,
  mapsUsers: false,
  filtersBridges: true,
  memory: 4e9,
};
const stateOf = (checks: readonly Check[], name: string) =>
  checks.find((check) => check.name === name)?.state;

describe('isAtLeast', () => {
  it.each([
    ['20.10.24+dfsg1', true],
    ['20.9.9', false],
    ['20.10', true],
    ['27', true],
    ['9.0', false],
    ['', false],
  ])('%s against 20.10: %s', (version, expected) => {
    expect(isAtLeast(version, [20, 10])).toBe(expected);
  });
});

describe('checks', () => {
  it('refuses a Node and a Docker that are too old', () => {
    expect(checkNode('20.18.1').state).toBe('fail');
    expect(checkNode('20.19.0').state).toBe('ok');
    expect(checkVersion({ ...docker, version: '19.03.5' }).state).toBe('fail');
    expect(checkVersion(docker).state).toBe('ok');
  });

  it('names Podman, whose numbers are not those of Docker', () => {
    const check = checkVersion({ ...docker, name: 'podman', version: '4.9.3' });
    expect(check).toMatchObject({ state: 'ok', detail: 'Podman 4.9.3, API 1.46' });
  });

  it.each<[string, Partial<EngineInfo>]>([
    ['rootless', { rootless: true }],
    ['cgroups', { pidLimits: false }],
    ['storage driver', { storageDriver: 'vfs' }],
  ])('warns about %s', (name, change) => {
    expect(stateOf(checkMachine(docker, info), name)).toBe('ok');
    expect(stateOf(checkMachine(docker, { ...info, ...change }), name)).toBe('warn');
  });

  it('refuses an architecture that Debian does not have', () => {
    expect(stateOf(checkMachine({ ...docker, architecture: 'loong64' }, info), 'architecture')).toBe('fail');
  });

  it('cannot do without bridges and IPv6, but without netem and passwords', () => {
    const report = readKernelReport(
      'bridge RTNETLINK answers: Not supported\r\nveth\r\nipv6 not in the kernel\r\nnetem Error: unknown qdisc\r\ntbf\r\npacket OSError\r\nmd5 Protocol not available\r\n',
    );
    const checks = checkKernel(report);
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['bridge', 'fail'],
      ['veth', 'ok'],
      ['ipv6', 'fail'],
      ['netem', 'info'],
      ['tbf', 'ok'],
      ['packet', 'warn'],
      ['md5', 'info'],
    ]);
    expect(checks[0]?.detail).toBe('RTNETLINK answers: Not supported');
  });

  it('does not take silence for a feature', () => {
    expect(checkKernel(readKernelReport('sh: not found\n')).every(({ state }) => state !== 'ok')).toBe(true);
    expect(checkKernel(undefined)[0]?.state).toBe('warn');
  });

  it('warns when a lab needs more memory than there is', () => {
    expect(checkMemory(4e9, { lab: 'big', megabytes: 4_001 })).toMatchObject({
      state: 'warn',
      detail: 'big needs about 4001 MB of 4000 MB',
    });
    expect(checkMemory(4e9, { lab: 'small', megabytes: 300 }).state).toBe('ok');
    expect(checkMemory(4e9, undefined).detail).toBe('4000 MB');
  });

  it('counts every node and the fabric', () => {
    const roles: readonly NodePlan['role'][] = ['edge', 'edge', 'router', 'server', 'client'];
    const plan = { name: 'lab', nodes: roles.map((role) => ({ role })) } as unknown as LabPlan;
    const figures = { edge: 1000, router: 100, balancer: 50, server: 10, client: 1, primary: 1, fabric: 0.5 };
    expect(memoryNeeded(plan, figures)).toEqual({ lab: 'lab', megabytes: 2111.5 });
  });

  it('says which images are missing, and that the base matters only then', () => {
    const built: ListedImage = { kind: 'router', tag: 'anycast-lab/router:0', state: 'built' };
    const missing: ListedImage = { kind: 'client', tag: 'anycast-lab/client:0', state: 'missing' };
    expect(checkImages([built], false, 'base').map(({ state }) => state)).toEqual(['ok', 'ok']);
    const checks = checkImages([built, missing], false, 'base');
    expect(checks.map(({ state }) => state)).toEqual(['warn', 'warn']);
    expect(checks[0]?.detail).toBe('not built yet: client');
  });

  it('offers to prune images of other versions', () => {
    const stale: ListedImage = { kind: 'router', tag: 'anycast-lab/router:0', state: 'stale' };
    expect(stateOf(checkImages([stale], true, 'base'), 'old images')).toBe('warn');
  });

  it('tells a lab that is up from what a crash left behind', () => {
    const up = [
      { lab: 'a', role: 'fabric', running: true },
      { lab: 'a', role: 'router', running: true },
    ];
    expect(checkLeftovers(up)).toMatchObject({ state: 'ok', detail: 'none; up: a' });
    const left = [
      ...up,
      { lab: 'b', role: 'client', running: true },
      { lab: 'c', role: 'fabric', running: false },
    ];
    expect(checkLeftovers(left)).toMatchObject({
      state: 'warn',
      hint: 'anycast-lab down b; anycast-lab down c',
    });
  });
});

describe('diagnose', () => {
  const memory = { edge: 1, router: 1, balancer: 1, server: 1, client: 1, primary: 1, fabric: 1 };

  it('reports an engine that does not answer instead of throwing', async () => {
    const connect = () =>
      Promise.reject<Engine>(new EngineError('unreachable', 'nobody there', { hint: 'start it' }));
    const checks = await diagnose({ connect, nodeVersion: '22.0.0', memory });
    expect(checks.at(-1)).toEqual({
      name: 'engine',
      state: 'fail',
      detail: 'nobody there',
      hint: 'start it',
    });
  });

  it('does not hide a mistake of our own', async () => {
    const connect = () => Promise.reject<Engine>(new TypeError('x is not a function'));
    await expect(diagnose({ connect, nodeVersion: '22.0.0', memory })).rejects.toThrow(TypeError);
  });
});
