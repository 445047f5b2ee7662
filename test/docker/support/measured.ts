/** Failovers on a machine that may be too busy for the rate at which they measure. */
import { expect } from 'vitest';
import type { FailoverDocument } from '../../../src/cli/reporters/failover-json.ts';
import { cli } from './cli.ts';

/** How often a run is tried before the machine is held to be too busy for any. */
const ATTEMPTS = 5;

/**
 * A failover that stands. One that a busy machine made invalid (exit 3) is tried again, from a site that is back.
 * @param exitCode what it has to end with
 * @param words the target first, then `--lab` and the lab, then what else there is to say
 * @returns what it printed on stdout
 */
export async function measured(exitCode: 0 | 1, ...words: readonly string[]): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const result = await cli(['failover', ...words]);
    if (result.exitCode === exitCode) return result.stdout;
    const busy = result.exitCode === 3 && /INVALID|"reason": "/.test(result.stdout);
    if (!busy || attempt === ATTEMPTS) {
      throw new Error(`failover ended with ${result.exitCode}: ${result.stderr}${result.stdout}`);
    }
    const [, , lab = ''] = words;
    await cli(['restore', '--lab', lab]);
    // Its clients come home when its sessions are back.
    await expect.poll(async () => (await cli(['status', lab])).exitCode, { timeout: 15_000 }).toBe(0);
  }
}

/** The same as the figures of the one run that there was. */
export async function measuredRun(...words: readonly string[]): Promise<FailoverDocument['runs'][number]> {
  return onlyRun(await measured(0, ...words, '--json'));
}

/** The one run of a document that `failover --json` printed. */
export function onlyRun(document: string): FailoverDocument['runs'][number] {
  const { runs, problem } = JSON.parse(document) as FailoverDocument;
  const [run, ...others] = runs;
  if (run === undefined || others.length > 0 || problem !== null)
    throw new Error(`no single run: ${document}`);
  return run;
}
