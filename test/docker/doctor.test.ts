import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { ensureImages } from '../../src/engine/images.ts';
import { probeKernel } from '../../src/engine/kernel-features.ts';
import { diagnose } from '../../src/lab/doctor.ts';

const memory = { edge: 50, router: 50, balancer: 30, server: 20, client: 10, primary: 20, fabric: 10 };

it('finds that this machine can run labs, and leaves nothing behind', async () => {
  const engine = await connectEngine();
  await ensureImages(engine, ['fabric'], () => {});
  const interfaces = () => execFileSync('ls', ['/sys/class/net']).toString();
  const before = interfaces();
  const checks = await diagnose({ connect: connectEngine, nodeVersion: process.versions.node, memory });
  expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(checks.find(({ name }) => name === 'engine')?.detail).toContain(engine.endpoint);
  expect(checks.find(({ name }) => name === 'bridge')?.detail).toBe('works');
  expect(interfaces()).toBe(before);
});

it('hears it from the kernel when a feature does not work', async () => {
  const engine = await connectEngine();
  // The base image has neither ip nor tc, so that all that they try fails.
  const report = await probeKernel(engine, 'debian:trixie-slim');
  expect(report.bridge).toMatch(/not found/);
  expect(report.ipv6).toBeUndefined();
});
