/** A run that a busy machine spoils says nothing of the network: it is thrown away, and the scenario run again. */
import type { Invalidity } from '../measure/validity.ts';
import type { ScenarioOutcome } from '../scenario/outcome.ts';

/** How many invalid runs are thrown away at most: a machine that is always too busy is to be told so soon. */
const DISCARDED_MOST = 2;

/**
 * Runs a scenario until its figures can be believed, or too many runs could not; the last run is the outcome then, as it is.
 * Only what the prober says of itself counts, never what it saw: no finding is thrown away for what it is.
 * @param run never throws
 * @param again brings the lab back to its known state before another run
 * @throws what `again` does
 */
export async function runUntilValid(
  run: () => Promise<ScenarioOutcome>,
  again: () => Promise<void>,
): Promise<ScenarioOutcome> {
  const discarded: (readonly Invalidity[])[] = [];
  for (;;) {
    const outcome = await run();
    const reasons = outcome.run?.invalid ?? [];
    const final = !reasons.some(isOfTheMachine) || outcome.problem !== null;
    if (final || discarded.length === DISCARDED_MOST)
      return discarded.length === 0 ? outcome : { ...outcome, discarded };
    discarded.push(reasons);
    await again();
  }
}

/** Others may come from the fault itself, a prober that died with its container say, and would come again. */
function isOfTheMachine({ reason }: Invalidity): boolean {
  return reason === 'behind' || reason === 'paused';
}
