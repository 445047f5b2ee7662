import type { LeverInForce } from '../../lab/levers-in-force.ts';

/** The levers in force in a lab, in a line. */
export function reportLevers(lab: string, levers: readonly LeverInForce[]): string {
  const texts = levers.map(({ text, since }) => `${text} (since ${since})`);
  return `Levers in force: ${texts.join(', ')}. Put them back: anycast-lab restore --lab ${lab}`;
}
