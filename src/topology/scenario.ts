/**
 * What is done to a lab, step by step, and what has to hold after each step: the `scenarios` of a topology file, or of a
 * file beside it, as the rest of the program sees them.
 */
import type { ExpectedCatchment } from './expected-sites.ts';
import type { FaultSpec } from './topology.ts';

/** What a bound is about: times are in µs, counts in queries, shares in 0 to 1 of the queries sent. */
export type BoundUnit = 'time' | 'count' | 'share';

/** A bound on a figure, as `parseBound` reads it. At least one of its ends is there. */
export interface Bound {
  /** As the author wrote it, for messages. */
  readonly text: string;
  readonly unit: BoundUnit;
  readonly least?: BoundEnd;
  readonly most?: BoundEnd;
}

export interface BoundEnd {
  readonly value: number;
  /** Whether the value itself is within the bound. */
  readonly included: boolean;
}

/** The figures of a client that a step can have a bound for, by their names in a topology file. */
export const CLIENT_FIGURES = ['outage', 'lost', 'late', 'failover', 'settle', 'control-plane'] as const;
export type ClientFigure = (typeof CLIENT_FIGURES)[number];

/** Those of a user behind a client's own resolver. */
export const USER_FIGURES = ['user-failed', 'user-delay'] as const;
export type UserFigure = (typeof USER_FIGURES)[number];

/** Those of the TCP connections that clients hold, where a scenario has a bound for one. */
export const CONNECTION_FIGURES = ['connections-broken', 'noticed-after'] as const;
export type ConnectionFigure = (typeof CONNECTION_FIGURES)[number];

export const BOUNDED_FIGURES = [...CLIENT_FIGURES, ...USER_FIGURES, ...CONNECTION_FIGURES] as const;
export type BoundedFigure = ClientFigure | UserFigure | ConnectionFigure;

/** The word for "no site answers this client" where the name of a site is asked for. */
export const NOT_ANSWERED = 'none';

/** What has to hold after a step. What the author says nothing about is not looked at. */
export interface StepExpectations {
  /** The sites that answer clients at the end of the step. */
  readonly catchment: ExpectedCatchment;
  readonly bounds: Readonly<Partial<Record<BoundedFigure, Bound>>>;
  /** Clients that the bounds are for. Absent: all that the step takes from their site, or brings back to it. */
  readonly clients?: readonly string[];
  /** Whether the clients that the step does not concern must lose nothing and stay where they are. */
  readonly othersUnaffected: boolean;
}

export type ScenarioStep =
  | { readonly action: 'fault'; readonly fault: FaultSpec; readonly expect: StepExpectations }
  /** `target` null: everything that is in force. */
  | { readonly action: 'restore'; readonly target: string | null; readonly expect: StepExpectations };

/** A sequence of steps that starts with the lab as it was brought up. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly ScenarioStep[];
}
