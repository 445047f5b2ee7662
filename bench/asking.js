/** How long the commands take that look into a running lab, in a large one and in a small one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed } from './compose.js';
import { hierarchy } from './hierarchy.js';
import { median } from './memory.js';

const ROUTERS = 200;
const LAB = 'bench';

/** By command: what it is asked for in the large lab. */
const QUESTIONS = {
  routes: ['routes', 'r24', '--lab', LAB],
  routesOfPrefix: ['routes', 'r24', '192.0.2.0/24', '--lab', LAB],
  explain: ['explain', 'c0', '--lab', LAB],
};

/**
 * Medians in s, of commands as a whole.
 * @param {(...words: string[]) => Promise<unknown>} cli
 * @param {number} runs
 */
export async function asking(cli, runs) {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  const often = async (/** @type {string[]} */ words) => {
    const times = [];
    for (let run = 0; run < runs; run++) times.push(await timed(() => cli(...words)));
    return { times, median: median(times) };
  };
  try {
    const file = join(directory, 'hierarchy.yaml');
    writeFileSync(file, hierarchy(ROUTERS, 8, 8));
    await cli('up', file, '--name', LAB, '--timeout', '600');
    const { routes, routesOfPrefix, explain } = QUESTIONS;
    const large = {
      routes: await often(routes),
      routesOfPrefix: await often(routesOfPrefix),
      explain: await often(explain),
    };
    await cli('down', LAB);
    await cli('up', 'three-sites', '--name', LAB);
    const whatif = await often(['whatif', 'prepend', 'fra', '2', '--lab', LAB]);
    await cli('down', LAB);
    return { routers: ROUTERS, ...large, whatif };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
