import { setTimeout as pause } from 'node:timers/promises';

/** `every` in ms; `deadline` on performance.now()'s clock. */
export interface PollLimits {
  readonly every: number;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Looks again and again until what is looked for is there.
 * @param look returns true when it is
 * @returns false at the deadline
 */
export async function pollUntil(
  look: () => boolean | Promise<boolean>,
  limits: PollLimits,
): Promise<boolean> {
  while (!(await look())) {
    if (performance.now() >= limits.deadline) return false;
    await pause(limits.every, undefined, { signal: limits.signal });
  }
  return true;
}
