import type { MemoryFigures } from './doctor.ts';

/**
 * What a container of each role adds to the machine's use, in MB: the median proportional memory of its processes
 * and what the engine spends on it (its shim). `npm run bench` measures both again.
 */
export const MEMORY_FIGURES: MemoryFigures = { edge: 40, router: 40, server: 20, client: 12, fabric: 20 };
