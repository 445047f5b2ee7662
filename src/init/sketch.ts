/** A network as its shape draws it, before it is text. */

/** How large it is to be. */
export interface NetworkSize {
  /** Names, at least two. */
  readonly sites: readonly string[];
  readonly transits: number;
  readonly clients: number;
}

/** A part of a list in the file, under a comment of its own. */
export interface Section {
  /** Lines without the `#`. */
  readonly comment: readonly string[];
  readonly items: readonly string[];
}

export interface Sketch {
  /** What the shape is, for the top of the file: lines without the `#`. */
  readonly about: readonly string[];
  readonly routers: readonly Section[];
  readonly clients: readonly SketchedClient[];
  /** Links as a topology file writes them. */
  readonly links: readonly Section[];
  /** Absent: none. */
  readonly exchange?: SketchedExchange;
}

/** An exchange with a route server. */
export interface SketchedExchange {
  readonly comment: readonly string[];
  readonly name: string;
  readonly members: readonly string[];
}

export interface SketchedClient {
  readonly name: string;
  readonly router: string;
}
