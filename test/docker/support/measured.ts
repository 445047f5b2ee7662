/** Failovers on a machine that may be too busy for the rate at which they measure. */
import { cli } from './cli.ts';

/**
 * A failover with its exit code. A machine that is too busy for the rate says so and ends with 3: it is given other
 * chances, and in the end what it did is taken, but not its times.
 * @param words the target first, then `--lab` and the lab, then what else there is to say
 */
export async function measured(
  exitCode: 0 | 1,
  ...words: readonly string[]
): Promise<{ out: string; stands: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const result = await cli(['failover', ...words]);
    if (result.exitCode === exitCode) return { out: result.stdout, stands: true };
    if (!/too busy|"reason": "(behind|dropped)"/.test(result.stdout)) {
      throw new Error(`failover ended with ${result.exitCode}: ${result.stderr}${result.stdout}`);
    }
    if (attempt === 3) return { out: result.stdout, stands: false };
    await cli(['restore', ...words.slice(1, 3)]);
  }
}
