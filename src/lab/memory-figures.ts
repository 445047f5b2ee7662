import type { MemoryFigures } from './doctor.ts';

/**
 * What a container of each role adds to the machine's use, in MB: the median proportional memory of its processes and
 * of the engine's own that looks after it, which `npm run bench` measures, and on top what the engine's daemon keeps of it and a
 * client's prober takes while it runs.
 */
export const MEMORY_FIGURES: MemoryFigures = {
  edge: 40,
  router: 40,
  balancer: 30,
  server: 20,
  client: 12,
  primary: 30,
  fabric: 20,
};
