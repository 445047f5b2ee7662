/** What is kept with a lab of the levers that have been pulled in it since `up`. */
import type { Engine } from '../engine/connect.ts';
import { readContainerFile } from '../engine/container-files.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Policies } from '../plan/levers/apply-levers.ts';
import type { Lab } from './find-lab.ts';

/** Where in the fabric it is kept. */
const LEVERS_FILE = 'levers.json';

export interface LeverInForce {
  /** As it is typed: `prepend fra 2`. */
  readonly text: string;
  /** When it was pulled, by the clock on the wall (ISO 8601). */
  readonly since: string;
}

export interface LeversInForce {
  /** In the order in which they were pulled. */
  readonly levers: readonly LeverInForce[];
  /** The policies without them. */
  readonly policies: Policies;
}

/** The levers in force in a lab, those of a trial that was cut short included; null: none. */
export async function readLevers(engine: Engine, lab: Lab): Promise<LeversInForce | null> {
  try {
    const text = await readContainerFile(engine, lab.fabric.id, 'the fabric', `/lab/${LEVERS_FILE}`);
    return JSON.parse(text) as LeversInForce | null;
  } catch (error) {
    // No lever was ever pulled.
    if (error instanceof EngineError && error.code === 'not-found') return null;
    throw error;
  }
}

/** The file that says so, for the agent's `store`. */
export function leversFile(levers: LeversInForce | null): Readonly<Record<string, string>> {
  return { [LEVERS_FILE]: JSON.stringify(levers) };
}
