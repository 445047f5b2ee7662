/**
 * The floor: the same containers, created and started with nothing running in them, and with the engine's network `none`, as an API client would
 * have them. A lab's own have not even that one (docs/adr/0027-the-engine-makes-no-network.md).
 */
import { api } from './engine-api.js';

/** What a lab's containers look like to the engine, taken from a lab that is up. @param {string} lab */
export async function containerSpecs(lab) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`anycast-lab.lab=${lab}`] }));
  const containers = await api('GET', `/containers/json?filters=${filters}`);
  return Promise.all(
    containers.map(async (/** @type {{ Id: string }} */ { Id }) => {
      const { Config, HostConfig } = await api('GET', `/containers/${Id}/json`);
      return {
        Image: Config.Image,
        Hostname: Config.Hostname,
        Entrypoint: ['sleep', 'infinity'],
        Cmd: [],
        Labels: { 'anycast-lab-bench': 'floor' },
        HostConfig,
      };
    }),
  );
}

/**
 * Seconds to create and start them all, so many at a time; they are gone when this returns.
 * @param {readonly object[]} specs
 * @param {number} width
 */
export async function floorUp(specs, width) {
  /** @type {string[]} */
  const ids = [];
  const started = performance.now();
  try {
    await parallel(specs, width, async (spec) => {
      const { Id } = await api('POST', '/containers/create', spec);
      ids.push(Id);
      await api('POST', `/containers/${Id}/start`);
    });
    return (performance.now() - started) / 1000;
  } finally {
    await parallel(ids, 8, (id) => api('DELETE', `/containers/${id}?force=1&v=1`));
  }
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} width
 * @param {(item: T) => Promise<unknown>} work
 */
async function parallel(items, width, work) {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
