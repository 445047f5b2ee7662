/** How long a change of a zone takes to be served everywhere. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './memory.js';

const TWELVE = fileURLToPath(new URL('../topologies/twelve-sites.yaml', import.meta.url));

/** @typedef {(...words: string[]) => Promise<{ stdout: string }>} Cli */

/**
 * Changes a record at the primary of a lab of twelve sites, again and again.
 * @param {Cli} cli @param {string} lab @param {string} router that the primary is attached to @param {number} runs
 * @returns when the last server served it, in ms from the order: of each run, and the median
 */
export async function replication(cli, lab, router, runs) {
  const folder = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  try {
    const file = join(folder, 'replication.yaml');
    writeFileSync(file, `${readFileSync(TWELVE, 'utf8')}\nprimary: { router: ${router} }\n`);
    await cli('up', file, '--name', lab);
    const last = [];
    for (const run of Array.from({ length: runs }, (_, index) => index + 1)) {
      const { stdout } = await cli(
        'zone',
        'update',
        'anycast.test',
        `www A 203.0.113.${run}`,
        '--lab',
        lab,
        '--json',
      );
      last.push(Number(JSON.parse(stdout).last));
    }
    await cli('down', lab);
    return { last, median: median(last) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
