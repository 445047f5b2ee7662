import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again until what is looked for is there.
 * @param look returns true when it is
 * @param limits `every` in ms; `deadline` on performance.now()'s clock
 * @returns false at the deadline
 */
export async function pollUntil(
  look: () => boolean,
  limits: { readonly every: number; readonly deadline: number; readonly signal: AbortSignal },
): Promise<boolean> {
  while (!look()) {
    if (performance.now() >= limits.deadline) return false;
    await pause(limits.every, undefined, { signal: limits.signal });
  }
  return true;
}
