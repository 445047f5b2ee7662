import type { NetworkSize, Sketch } from './sketch.ts';

/** A kind of network that can be drawn in many sizes. */
export interface Shape {
  /** For somebody who has to choose. */
  readonly summary: string;
  /** How many transit networks it can have, both included. */
  readonly transits: Bounds;
  readonly draw: (size: NetworkSize) => Sketch;
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
}
