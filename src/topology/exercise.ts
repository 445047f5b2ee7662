/** Exercises for a class: a page to read, a topology to try it in, and goals that can be checked in the lab that runs. */
import type { ExpectedCatchment } from './expected-sites.ts';
import type { FaultKind } from './topology.ts';

/** Something to be brought about in a lab. What the author says nothing about is not looked at. */
export interface Goal {
  /** A sentence for whoever does the exercise. */
  readonly goal: string;
  /** The sites that answer clients. */
  readonly catchment?: ExpectedCatchment | undefined;
  /** The faults that are in force, and no others. */
  readonly faults?: readonly { readonly fault: FaultKind; readonly target: string }[] | undefined;
  /** The sites and routers at which levers are in force, and no others. */
  readonly levers?: readonly string[] | undefined;
}

export interface Exercise {
  /** Its place in the course, from 1. */
  readonly number: number;
  readonly name: string;
  /** The page's headline. */
  readonly title: string;
  /** The page. */
  readonly file: string;
  /** Name of a bundled topology. */
  readonly topology: string;
  readonly goals: readonly Goal[];
}
