/** Something done several times over, of which nothing is lost when one turn fails. */

export interface Turns<T> {
  /** Those that came to their end, in order. */
  readonly done: readonly T[];
  /** What ended it before the last turn, and which turn (from 1) that was; null: nothing did. */
  readonly failure: { readonly turn: number; readonly error: unknown } | null;
}

/**
 * Takes turns, until one fails.
 * @throws what the first turn throws: then there is nothing to be kept
 */
export async function takeTurns<T>(number: number, take: (turn: number) => Promise<T>): Promise<Turns<T>> {
  const done: T[] = [];
  for (let turn = 1; turn <= number; turn++) {
    try {
      done.push(await take(turn));
    } catch (error) {
      if (done.length === 0) throw error;
      return { done, failure: { turn, error } };
    }
  }
  return { done, failure: null };
}
