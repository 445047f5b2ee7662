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
 * Medians in s, of commands as a whole. Those in the large lab are asked in turn, as the machine only comes to rest after hundreds of
 * containers were started.
 * @param {(...words: string[]) => Promise<unknown>} cli
 * @param {number} runs
 */
export async function asking(cli, runs) {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  try {
    const file = join(directory, 'hierarchy.yaml');
    writeFileSync(file, hierarchy(ROUTERS, 8, 8));
    await cli('up', file, '--name', LAB, '--timeout', '600');
    const large = await inTurn(cli, QUESTIONS, runs);
    await cli('down', LAB);
    await cli('up', 'three-sites', '--name', LAB);
    const small = await inTurn(cli, { whatif: ['whatif', 'prepend', 'fra', '2', '--lab', LAB] }, runs);
    await cli('down', LAB);
    return { routers: ROUTERS, ...large, ...small };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * @template {string} Name
 * @param {(...words: string[]) => Promise<unknown>} cli
 * @param {Record<Name, string[]>} questions
 * @param {number} runs
 * @returns {Promise<Record<Name, { times: number[], median: number }>>}
 */
async function inTurn(cli, questions, runs) {
  const asked = Object.entries(questions).map(([name, words]) => ({
    ...{ name, words: /** @type {string[]} */ (words) },
    times: /** @type {number[]} */ ([]),
  }));
  for (let run = 0; run < runs; run++) {
    for (const { words, times } of asked) times.push(await timed(() => cli(...words)));
  }
  const figures = asked.map(({ name, times }) => [name, { times, median: median(times) }]);
  return Object.fromEntries(figures);
}
