/** The same lab as a compose file: the same containers, a Docker network for each link, no daemons inside. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { dump } from 'js-yaml';

/**
 * @param {import('../src/plan/lab-plan.ts').LabPlan} plan
 * @param {ReadonlyMap<string, string>} images the image of each node
 */
export function composeFile(plan, images) {
  const networks = plan.links.map((_, index) => [
    `link${index}`,
    {
      internal: true,
      // Docker's own pool ends at 31 networks.
      ipam: { config: [{ subnet: `10.${200 + (index >> 8)}.${index & 255}.0/28` }] },
    },
  ]);
  const services = plan.nodes.map((node) => [
    node.name.replace('.', '-'),
    {
      image: images.get(node.name),
      entrypoint: ['sleep', 'infinity'],
      // `sleep` as the first process ignores SIGTERM: waiting for it would not be compose's fault.
      stop_signal: 'SIGKILL',
      networks: plan.links.flatMap((link, index) =>
        link.ports.some((port) => port.node === node.name) ? [`link${index}`] : [],
      ),
    },
  ]);
  return dump({
    version: '3',
    networks: Object.fromEntries(networks),
    services: Object.fromEntries(services),
  });
}

/**
 * Seconds of `docker-compose up -d` and of `docker-compose down`.
 * @param {string} file the text of a compose file
 */
export async function timeCompose(file) {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  const path = join(directory, 'compose.yaml');
  writeFileSync(path, file);
  const compose = (/** @type {string[]} */ ...words) =>
    timed(() => execa('docker-compose', ['-p', 'anycastbench', '-f', path, ...words]));
  try {
    const up = await compose('up', '-d');
    return { up, down: await compose('down', '-t', '0') };
  } finally {
    // Nothing to do where it went well.
    await compose('down', '-t', '0').catch(() => undefined);
    rmSync(directory, { recursive: true });
  }
}

/** @param {() => Promise<unknown>} work */
export async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
